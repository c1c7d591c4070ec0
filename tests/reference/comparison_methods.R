# The methods that stand beside the project's own, on simulated monthly series. Run in this folder:
#   Rscript comparison_methods.R
# R 4.2.2, nlme 3.1-162, MASS 7.3-58.2, sandwich 3.0-2 (Debian 12). The series are made here and written beside their
# values. The package prais is not in Debian: Prais-Winsten is written out below, with dense matrices.
library(nlme)
library(MASS)
library(sandwich)
options(digits = 17)

season <- function(kind, t) switch(kind,
  none = NULL,
  harmonics = cbind(sin1 = sin(2 * pi * t / 12), cos1 = cos(2 * pi * t / 12), sin2 = sin(4 * pi * t / 12),
    cos2 = cos(4 * pi * t / 12)),
  months = {
    m <- sapply(1:11, function(k) as.numeric((t - 1) %% 12 == k))
    colnames(m) <- paste0("month", 2:12)
    m
  }
)
terms <- function(n, start, slope, kind) {
  t <- seq_len(n)
  d <- as.numeric(t >= start)
  cbind(intercept = 1, trend = (t - start) / 12, step = d, slope = if (slope) d * (t - start) / 12,
    season(kind, t))
}
errors <- function(n, rho) if (rho == 0) rnorm(n) else as.numeric(arima.sim(list(ar = rho), n))

worlds <- list(
  list(set = "short", n = 24, start = 13, slope = FALSE, kind = "none", rho = 0.4, mean = 15, noise = 0.2),
  list(set = "few", n = 48, start = 29, slope = TRUE, kind = "none", rho = 0.2, mean = 1.5, noise = 0.5),
  list(set = "middle", n = 60, start = 37, slope = TRUE, kind = "harmonics", rho = -0.3, mean = 40, noise = 0.3),
  list(set = "months", n = 84, start = 49, slope = TRUE, kind = "months", rho = 0.5, mean = 25, noise = 0.25),
  list(set = "many", n = 120, start = 73, slope = TRUE, kind = "harmonics", rho = 0.8, mean = 900, noise = 0.15),
  list(set = "long", n = 180, start = 109, slope = TRUE, kind = "months", rho = 0.6, mean = 8, noise = 0.4),
  list(set = "even", n = 72, start = 43, slope = TRUE, kind = "harmonics", rho = 0, mean = 30, noise = 0)
)

values <- data.frame()
data <- data.frame()
keep <- function(set, method, x, estimate, covariance, parameter) {
  for (i in seq_len(ncol(x))) {
    values <<- rbind(values, data.frame(set = set, method = method, column = colnames(x)[i],
      estimate = unname(estimate)[i], std_error = sqrt(covariance[i, i]), with_first = covariance[1, i],
      parameter = unname(parameter)))
  }
}
prais_winsten <- function(x, y) {
  n <- nrow(x)
  b <- qr.solve(x, y)
  rho <- 0
  for (iteration in 1:5000) {
    e <- as.numeric(y - x %*% b)
    before <- rho
    rho <- max(-0.99, min(0.99, sum(e[-1] * e[-n]) / sum(e[-n]^2)))
    inverse <- solve(rho^abs(outer(1:n, 1:n, "-")) / (1 - rho^2))
    bread <- solve(t(x) %*% inverse %*% x)
    b <- bread %*% t(x) %*% inverse %*% y
    if (abs(rho - before) < 1e-13) break
  }
  e <- as.numeric(y - x %*% b)
  list(b = as.numeric(b), rho = rho, v = as.numeric(t(e) %*% inverse %*% e) / (n - ncol(x)) * bread)
}

for (w in worlds) {
  set.seed(1000 + w$n)
  x <- terms(w$n, w$start, w$slope, w$kind)
  p <- ncol(x)
  effect <- c(0, 0.05, -0.2, if (w$slope) 0.04, rep(0.1, p - 3 - w$slope))
  e <- errors(w$n, w$rho)
  exposure <- round(1e4 * (1 + 0.002 * seq_len(w$n) + 0.05 * runif(w$n)))
  y <- as.numeric(5 + x %*% effect + 0.4 * e)
  mean <- as.numeric(w$mean * exposure / exposure[1] * exp(x %*% effect + w$noise * e / sd(e)))
  # Underdispersed counts: less than a Poisson's noise around the mean.
  counts <- if (w$noise > 0) rpois(w$n, mean) else pmax(0, round(mean + 0.5 * sqrt(mean) * rnorm(w$n)))
  data <- rbind(data, data.frame(set = w$set, t = seq_len(w$n), start = w$start, slope = w$slope, season = w$kind,
    exposure = exposure, count = counts, value = y))
  log_exposure <- log(exposure)
  lags <- floor(4 * (w$n / 100)^(2 / 9))

  reml <- gls(y ~ x - 1, correlation = corAR1(form = ~1), method = "REML",
    control = glsControl(tolerance = 1e-14, msTol = 1e-14, msMaxIter = 500, maxIter = 500))
  rho <- coef(reml$modelStruct$corStruct, unconstrained = FALSE)
  keep(w$set, "gls_reml", x, coef(reml), vcov(reml), parameter = rho)

  # The same with rows left out: nlme knows how far the others are apart.
  gap <- seq_len(w$n) %in% c(7, w$start + 1:3)
  left <- data.frame(y = y, t = seq_len(w$n))[!gap, ]
  rest <- x[!gap, ]
  gaps <- gls(y ~ rest - 1, left, correlation = corAR1(form = ~t), method = "REML",
    control = glsControl(tolerance = 1e-14, msTol = 1e-14, msMaxIter = 500, maxIter = 500))
  keep(w$set, "gls_reml_gaps", x, coef(gaps), vcov(gaps),
    parameter = coef(gaps$modelStruct$corStruct, unconstrained = FALSE))

  ols <- lm(y ~ x - 1)
  keep(w$set, "ols", x, coef(ols), vcov(ols), parameter = summary(ols)$sigma^2)
  for (lag in unique(c(lags, 1))) {
    robust <- NeweyWest(ols, lag = lag, prewhite = FALSE, adjust = TRUE)
    keep(w$set, if (lag == 1) "newey_west_1" else "newey_west", x, coef(ols), robust, parameter = lag)
  }
  pw <- prais_winsten(x, y)
  keep(w$set, "prais_winsten", x, pw$b, pw$v, parameter = pw$rho)

  tight <- glm.control(epsilon = 1e-14, maxit = 200)
  poisson_fit <- glm(counts ~ x - 1 + offset(log_exposure), poisson, control = tight)
  quasi <- glm(counts ~ x - 1 + offset(log_exposure), quasipoisson, control = tight)
  keep(w$set, "quasi_poisson", x, coef(quasi), vcov(quasi), parameter = summary(quasi)$dispersion)
  keep(w$set, "poisson_newey_west", x, coef(poisson_fit), NeweyWest(poisson_fit, lag = lags, prewhite = FALSE,
    adjust = TRUE), parameter = lags)
  if (w$noise > 0) {
    nb <- glm.nb(counts ~ x - 1 + offset(log_exposure), control = glm.control(epsilon = 1e-9, maxit = 500))
    keep(w$set, "glm_nb", x, coef(nb), vcov(nb), parameter = nb$theta)
  }
}
write.csv(format(data, digits = 17, trim = TRUE), "comparison_methods_data.csv", row.names = FALSE, quote = FALSE)
write.csv(format(values, digits = 15, trim = TRUE), "comparison_methods.csv", row.names = FALSE, quote = FALSE)
