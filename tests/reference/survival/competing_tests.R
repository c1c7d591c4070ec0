# Reference values of tests/unit/stats/survival/test_{fine_gray,gray_test}.py: R 4.2.2, cmprsk 2.2-11, survival 3.5-3.
# Run in this folder: Rscript competing_tests.R. It writes leaving.csv and leaving_ties.csv (the data),
# fine_gray.csv, fine_gray_curve.csv and gray_test.csv.
suppressMessages({library(survival); library(cmprsk)})
options(digits = 16)
write <- function(frame, name) write.csv(format(frame, digits = 16, trim = TRUE), name, row.names = FALSE, quote = FALSE)

# leaving: days, few ties, censoring that differs between sites. leaving_ties: every time a multiple of 30 days, so
# that both causes and censoring fall on the same days; events, but no censoring, on day zero.
set.seed(20240202)
n <- 180
leaving <- data.frame(group = rep(c("a", "b", "c"), length.out = n), site = rep(1:2, each = n / 2),
                        dose = round(runif(n, 20, 110)), prison = rbinom(n, 1, 0.4))
leave <- rexp(n, 0.004 * exp(0.4 * (leaving$group == "b") - 0.01 * (leaving$dose - 60)))
die <- rexp(n, 0.0015 * exp(0.6 * leaving$prison))
observed <- runif(n, 60, ifelse(leaving$site == 1, 700, 350))
leaving$time <- ceiling(pmin(leave, die, observed))
leaving$cause <- ifelse(observed < pmin(leave, die), 0, ifelse(leave < die, 1, 2))

m <- 90
leaving_ties <- data.frame(group = rep(c("a", "b", "c"), times = c(40, 30, 20)), site = rep(1:3, length.out = m),
                             dose = round(rnorm(m), 2), prison = rbinom(m, 1, 0.5))
leaving_ties$time <- 30 * floor(rexp(m, 0.25))
leaving_ties$cause <- sample(0:2, m, replace = TRUE, prob = c(0.3, 0.45, 0.25))
leaving_ties$cause[leaving_ties$time == 0 & leaving_ties$cause == 0] <- 1
write.csv(leaving, "leaving.csv", row.names = FALSE, quote = FALSE)
write.csv(leaving_ties, "leaving_ties.csv", row.names = FALSE, quote = FALSE)

# no_competing: the people of leaving.csv who did not die.
sets <- list(leaving = leaving, leaving_ties = leaving_ties,
             no_competing = leaving[leaving$cause != 2, ], second_cause = transform(leaving, cause = c(0, 2, 1)[cause + 1]))
covariates <- function(d) cbind(b = d$group == "b", c = d$group == "c", dose = d$dose, prison = d$prison) + 0

# Fine JP, Gray RJ (1999), section 3, term by term: the robust variance with censoring estimated in groups. Without groups
# it is crr's. With them crr 2.2 leaves out of q(u) the events of other groups, and std_error_crr differs.
direct_variance <- function(d, x, group, beta) {
  days <- sort(unique(d$time[d$cause == 1]))
  before <- function(own, at) {
    fit <- survfit(Surv(d$time[own], d$cause[own] == 0) ~ 1)
    ifelse(at > max(d$time[own]), 0, c(1, fit$surv)[1 + findInterval(at, fit$time, left.open = TRUE)])
  }
  weight <- matrix(0, nrow(d), length(days))
  for (g in unique(group)) {
    own <- group == g
    weight[own, ] <- outer(1 / before(own, d$time[own]), before(own, days))
  }
  weight <- ifelse(outer(d$time, days, ">="), 1, weight * (d$cause == 2)) * c(exp(x %*% beta))
  s0 <- colSums(weight)
  mean <- t(x) %*% weight / rep(s0, each = ncol(x))
  events <- sapply(days, function(u) sum(d$time == u & d$cause == 1))
  term <- function(i) (x[i, ] - mean) * rep(weight[i, ] * events / s0, each = ncol(x))
  score <- t(sapply(seq_len(nrow(d)), function(i) {
    own <- if (d$cause[i] == 1) x[i, ] - mean[, match(d$time[i], days)] else 0
    own - rowSums(term(i))
  }))
  q <- function(u, g) {
    gone <- which(group == g & d$cause == 2 & d$time < u)
    Reduce(`+`, lapply(gone, function(i) rowSums(term(i)[, days >= u, drop = FALSE])), rep(0, ncol(x)))
  }
  for (g in unique(group)) for (u in sort(unique(d$time[group == g & d$cause == 0]))) {
    risk <- which(group == g & d$time >= u)
    censored <- which(group == g & d$time == u & d$cause == 0)
    share <- q(u, g) / length(risk)
    score[risk, ] <- score[risk, ] - rep(share * length(censored) / length(risk), each = length(risk))
    score[censored, ] <- score[censored, ] + rep(share, each = length(censored))
  }
  information <- matrix(0, ncol(x), ncol(x))
  for (j in seq_along(days)) {
    from_mean <- t(t(x) - mean[, j])
    information <- information + events[j] * t(from_mean) %*% (from_mean * weight[, j] / s0[j])
  }
  solve(information) %*% crossprod(score) %*% solve(information)
}

fits <- curves <- list()
for (name in names(sets)) for (by_site in c(FALSE, TRUE)) {
  d <- sets[[name]]
  x <- covariates(d)
  censoring <- if (by_site) d$site else rep(1, nrow(d))
  fit <- crr(d$time, d$cause, x, cengroup = censoring, gtol = 1e-13, maxiter = 50)
  fits[[length(fits) + 1]] <- data.frame(
    data = name, by_site = as.integer(by_site), term = colnames(x), coefficient = fit$coef,
    std_error = sqrt(diag(direct_variance(d, x, censoring, fit$coef))), std_error_crr = sqrt(diag(fit$var)),
    log_likelihood = fit$loglik, log_likelihood_null = fit$loglik.null, n_obs = fit$n, n_events = sum(d$cause == 1))
  at <- predict(fit, rbind(c(0, 0, 50, 1)))
  kept <- round(seq(1, nrow(at), length.out = 5))
  curves[[length(curves) + 1]] <- data.frame(data = name, by_site = as.integer(by_site), time = at[kept, 1], incidence = at[kept, 2])
}
write(do.call(rbind, fits), "fine_gray.csv")
write(do.call(rbind, curves), "fine_gray_curve.csv")

tests <- list()
for (name in names(sets)) for (by in c("none", "site")) for (rho in c(0, 1, -0.5)) {
  d <- sets[[name]]
  strata <- if (by == "site") d$site else rep(1, nrow(d))
  found <- cuminc(d$time, d$cause, d$group, strata, rho = rho)$Tests
  for (cause in intersect(1:2, rownames(found)))
    tests[[length(tests) + 1]] <- data.frame(data = name, strata = by, rho = rho, cause = cause,
      statistic = found[cause, "stat"], df = found[cause, "df"], p_value = found[cause, "pv"])
}
write(do.call(rbind, tests), "gray_test.csv")
