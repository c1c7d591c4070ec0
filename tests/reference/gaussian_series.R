# Generalised least squares with AR(1) errors of a given correlation, and with the correlation that maximises the
# restricted likelihood. Run in this folder: Rscript gaussian_series.R
# R 4.2.2, nlme 3.1-162 (Debian 12). The series are made here, so that they can be read beside their values.
library(nlme)

series <- function(n, rho, seed) {
  set.seed(seed)
  e <- as.numeric(arima.sim(list(ar = rho), n))
  t <- seq_len(n)
  start <- floor(0.6 * n) + 1
  d <- as.numeric(t >= start)
  data.frame(t = t, trend = (t - start) / 12, step = d, slope = d * (t - start) / 12, y = 5 - 0.5 * d + e)
}

sets <- list(
  short = series(18, 0.3, 1), independent = series(36, 0, 2), negative = series(40, -0.4, 3),
  years = series(60, 0.6, 4), strong = series(96, 0.85, 5), long = series(180, 0.5, 6)
)
options(digits = 17)
values <- data.frame()
data <- data.frame()
for (name in names(sets)) {
  d <- sets[[name]]
  data <- rbind(data, cbind(set = name, d))
  best <- gls(y ~ trend + step + slope, d, correlation = corAR1(form = ~t), method = "REML",
    control = glsControl(tolerance = 1e-14, msTol = 1e-14, msMaxIter = 500, maxIter = 500))
  for (rho in c(-0.5, 0, 0.3, 0.7, 0.95, NA)) {
    fit <- if (is.na(rho)) best else gls(y ~ trend + step + slope, d,
      correlation = corAR1(rho, form = ~t, fixed = TRUE), method = "REML")
    used <- if (is.na(rho)) coef(best$modelStruct$corStruct, unconstrained = FALSE) else rho
    values <- rbind(values, data.frame(
      set = name, kind = if (is.na(rho)) "best" else "given", rho = unname(used), column = names(coef(fit)),
      estimate = unname(coef(fit)), std_error = sqrt(diag(vcov(fit))), log_likelihood = as.numeric(logLik(fit))
    ))
  }
}
write.csv(format(data, digits = 17), "gaussian_series_data.csv", row.names = FALSE, quote = FALSE)
write.csv(format(values, digits = 15), "gaussian_series.csv", row.names = FALSE, quote = FALSE)
