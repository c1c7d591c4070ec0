# Reference values of tests/unit/stats/survival/test_{kaplan_meier,nelson_aalen,aalen_johansen,
# restricted_mean,contrasts}.py:
# R 4.2.2, survival 3.5-3. Run in this folder after reference.R, whose people.csv and ties.csv it reads:
# Rscript curves.R. It writes competing.csv, emptied.csv and one CSV per kind of result.
library(survival)
options(digits = 17)
write <- function(frame, name) write.csv(format(frame, digits = 16, trim = TRUE), name, row.names = FALSE, quote = FALSE)

# competing: three causes (0 censored), late entry, two groups, three sites, every time a multiple of 5 days and some
# of them 0; nobody of group b has cause 3. emptied: late entry; in group a those who began all leave before others
# enter, so that the curve ends at 0 before the data do; in group b the last of the first ones is censored, so that it
# does not; group c is one person, in group d everybody leaves on one day, in group e nobody leaves.
set.seed(20261129)
n <- 240
competing <- data.frame(group = rep(c("a", "b"), each = n / 2), site = rbinom(n, 2, 0.5), age = round(runif(n, 18, 70)))
competing$time <- 5 * floor(rexp(n, 0.06 * exp(0.4 * (competing$group == "b") + 0.2 * competing$site)))
competing$cause <- sample(0:3, n, TRUE, c(0.3, 0.4, 0.2, 0.1))
competing$cause[competing$group == "b" & competing$cause == 3] <- 1
competing$entry <- ifelse(runif(n) < 0.4, 5 * floor(runif(n) * competing$time / 5), 0)
emptied <- data.frame(
  group = rep(c("a", "b", "c", "d", "e"), times = c(6, 7, 1, 4, 3)),
  entry = c(0, 0, 0, 5, 5, 6, 0, 0, 0, 1, 5, 6, 6, 0, 0, 0, 0, 0, 0, 2, 0),
  time = c(2, 3, 3, 8, 9, 9, 2, 3, 4, 4, 8, 9, 9, 7, 5, 5, 5, 5, 4, 6, 6),
  cause = c(1, 2, 1, 1, 0, 2, 1, 2, 0, 1, 1, 0, 2, 1, 1, 2, 1, 1, 0, 0, 0)
)
write.csv(competing, "competing.csv", row.names = FALSE, quote = FALSE)
write.csv(emptied, "emptied.csv", row.names = FALSE, quote = FALSE)

# One kind of event. The rows of each data set, and of each of its groups.
people <- read.csv("people.csv")
ties <- read.csv("ties.csv")
ties$entry <- 0
one_event <- function(frame) transform(frame, status = as.integer(cause > 0))
# An entry of 0 is none: before time zero, so that an event at time zero counts.
from_the_start <- function(entry) ifelse(entry > 0, entry, -1)
samples <- list(people = transform(people, entry = 0), people_entry = people, ties = ties,
                competing = one_event(transform(competing, entry = 0)), competing_entry = one_event(competing),
                emptied = one_event(emptied))
by_group <- function(found) do.call(rbind, unlist(lapply(names(samples), function(name) {
  lapply(split(samples[[name]], samples[[name]]$group), function(rows) found(name, rows$group[1], rows))
}), recursive = FALSE))
fitted <- function(rows, ...) {
  if (all(rows$entry == 0)) survfit(Surv(time, status) ~ 1, rows, ...) else survfit(Surv(from_the_start(entry), time, status) ~ 1, rows, ...)
}
write(by_group(function(name, group, rows) {
  do.call(rbind, lapply(1:2, function(ctype) {
    fit <- fitted(rows, ctype = ctype)
    data.frame(data = name, group, ctype, time = fit$time, n_risk = fit$n.risk, n_events = fit$n.event,
               cumulative_hazard = fit$cumhaz, std_error = fit$std.chaz)
  }))
}), "nelson_aalen.csv")

write(do.call(rbind, lapply(c("competing", "competing_entry", "emptied"), function(name) {
  do.call(rbind, lapply(split(samples[[name]], samples[[name]]$group), function(rows) {
    at <- summary(fitted(rows, conf.type = "log-log"), censored = TRUE)
    data.frame(data = name, group = rows$group[1], time = at$time, n_risk = at$n.risk, survival = at$surv,
               std_error = at$std.err, conf_low = at$lower, conf_high = at$upper)
  }))
})), "kaplan_meier_steps.csv")

write(by_group(function(name, group, rows) {
  fit <- fitted(rows)
  last <- max(fit$time)
  do.call(rbind, lapply(Filter(function(tau) tau >= min(fit$time), c(last / 3, last / 2, last)), function(tau) {
    table <- summary(fit, rmean = tau)$table
    data.frame(data = name, group, tau, estimate = table[["rmean"]], std_error = table[["se(rmean)"]])
  }))
}), "restricted_mean.csv")

# Difference and ratio of the survival of groups a and b: R's survival and Greenwood standard errors, then the formula.
pairs <- list(c("people", 90), c("people_entry", 120), c("competing", 15), c("competing_entry", 10))
write(do.call(rbind, lapply(pairs, function(pair) {
  at <- lapply(c("a", "b"), function(g) {
    summary(fitted(subset(samples[[pair[1]]], group == g)), times = as.numeric(pair[2]))
  })
  s <- sapply(at, `[[`, "surv"); se <- sapply(at, `[[`, "std.err")
  scales <- list(difference = c(s[1] - s[2], sqrt(sum(se^2))), ratio = c(log(s[1] / s[2]), sqrt(sum((se / s)^2))))
  do.call(rbind, lapply(names(scales), function(scale) {
    x <- scales[[scale]]
    bounds <- x[1] + c(0, -1, 1) * qnorm(0.975) * x[2]
    if (scale == "ratio") bounds <- exp(bounds)
    data.frame(data = pair[1], time = pair[2], scale, estimate = bounds[1], std_error = x[2], conf_low = bounds[2],
               conf_high = bounds[3], p_value = 2 * pnorm(-abs(x[1] / x[2])))
  }))
})), "contrasts.csv")

# Competing events. influence = TRUE gives the standard error of the mean time in a state, except where there are
# events at time zero: then summary() takes the widths of the steps against influences one step off, with the warning
# "longer object length is not a multiple". So the standard error is made from the influences here, and compared.
time_lost <- function(fit, state, tau) {
  table <- suppressWarnings(summary(fit, rmean = tau)$table)
  last <- length(fit$time)
  width <- pmax(diff(c(pmin(fit$time, tau), tau)), 0)
  steps <- dim(fit$influence.pstate)[2] - last + seq_len(last)
  influence <- matrix(fit$influence.pstate[, steps, state], ncol = last)
  std_error <- sqrt(sum((influence %*% width)^2))
  if (min(fit$time) > 0) stopifnot(all.equal(std_error, table[[state, "se(rmean)"]], tolerance = 1e-12))
  c(estimate = table[[state, "rmean"]], std_error = std_error)
}
competing_samples <- list(competing = transform(competing, entry = 0), competing_entry = competing, emptied = emptied)
curves <- list(); lost <- list()
for (name in names(competing_samples)) for (rows in split(competing_samples[[name]], competing_samples[[name]]$group)) {
  if (nrow(rows) < 2 || all(rows$cause == 0)) next
  rows$id <- seq_len(nrow(rows))
  rows$state <- factor(rows$cause, 0:3)
  fit <- if (all(rows$entry == 0)) {
    survfit(Surv(time, state) ~ 1, rows, conf.type = "log-log", influence = TRUE)
  } else {
    survfit(Surv(from_the_start(entry), time, state) ~ 1, rows, id = id, conf.type = "log-log", influence = TRUE)
  }
  for (cause in 1:3) {
    state <- match(as.character(cause), fit$states)
    curves[[length(curves) + 1]] <- data.frame(
      data = name, group = rows$group[1], cause, time = fit$time, n_risk = fit$n.risk[, 1],
      incidence = fit$pstate[, state], std_error = fit$std.err[, state], conf_low = fit$lower[, state],
      conf_high = fit$upper[, state], survival = fit$pstate[, 1])
    for (tau in max(fit$time) * c(1 / 3, 1 / 2, 1)) {
      if (tau < min(fit$time)) next
      value <- time_lost(fit, state, tau)
      lost[[length(lost) + 1]] <- data.frame(data = name, group = rows$group[1], cause, tau,
                                             estimate = value[["estimate"]], std_error = value[["std_error"]])
    }
  }
}
write(do.call(rbind, curves), "aalen_johansen.csv")
write(do.call(rbind, lost), "time_lost.csv")
