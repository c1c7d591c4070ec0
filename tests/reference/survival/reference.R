# Reference values of tests/unit/stats/test_{kaplan_meier,log_rank,cox}.py: R 4.2.2, survival 3.5-3.
# Run in this folder: Rscript reference.R. It writes people.csv, ties.csv and one CSV per kind of result.
library(survival)
options(digits = 16)
write <- function(frame, name) write.csv(format(frame, digits = 16, trim = TRUE), name, row.names = FALSE, quote = FALSE)

# people: late entry, three groups, few ties. ties: every time a multiple of 30 days, some on day zero; in group b
# the last person leaves (the curve ends at 0); in group c it rests on exactly 0.5; in group d nobody leaves.
set.seed(20240101)
n <- 150
people <- data.frame(group = rep(c("a", "b", "c"), each = 50), dose = round(runif(n, 20, 110)), prison = rbinom(n, 1, 0.4))
leave <- ceiling(rexp(n, 0.004 * exp(0.5 * (people$group == "b") - 0.015 * (people$dose - 60) + 0.3 * people$prison)))
observed <- ceiling(runif(n, 60, 700))
people$time <- pmin(leave, observed)
people$status <- as.integer(leave <= observed)
people$entry <- ifelse(seq_len(n) %% 3 == 0, pmin(people$time - 1, floor(runif(n, 0, 90))), 0)

ties <- data.frame(
  group = rep(c("a", "b", "c", "d"), times = c(30, 12, 4, 6)),
  time = c(30 * floor(rexp(30, 0.2)), 30 * rep(1:4, 3), 30, 60, 120, 150, rep(c(90, 210), 3)),
  status = c(rbinom(30, 1, 0.7), rep(1, 12), 1, 1, 0, 0, rep(0, 6))
)
ties$x <- round(rnorm(nrow(ties)), 2)
write.csv(people, "people.csv", row.names = FALSE, quote = FALSE)
write.csv(ties, "ties.csv", row.names = FALSE, quote = FALSE)

times <- c(0, 30, 45, 90, 120, 180, 365)
curve <- function(name, group, fit) {
  at <- summary(fit, times = times, extend = TRUE)
  table <- summary(fit)$table
  list(
    curve = data.frame(data = name, group, time = at$time, n_risk = at$n.risk, survival = at$surv,
                       std_error = at$std.err, conf_low = at$lower, conf_high = at$upper),
    median = data.frame(data = name, group, n_obs = fit$n, n_events = sum(fit$n.event), median = table[["median"]],
                        conf_low = table[["0.95LCL"]], conf_high = table[["0.95UCL"]])
  )
}
kept <- list()
for (level in unique(people$group)) {
  rows <- people[people$group == level, ]
  kept[[paste("people", level)]] <- curve("people", level, survfit(Surv(time, status) ~ 1, rows, conf.type = "log-log"))
  kept[[paste("entry", level)]] <- curve("people_entry", level, survfit(Surv(entry, time, status) ~ 1, rows, conf.type = "log-log"))
}
for (level in unique(ties$group)) {
  rows <- ties[ties$group == level, ]
  kept[[paste("ties", level)]] <- curve("ties", level, survfit(Surv(time, status) ~ 1, rows, conf.type = "log-log"))
}
write(do.call(rbind, lapply(kept, `[[`, "curve")), "kaplan_meier.csv")
write(do.call(rbind, lapply(kept, `[[`, "median")), "median.csv")

test <- function(name, fit) data.frame(data = name, statistic = fit$chisq, df = sum(fit$exp > 0) - 1)
write(rbind(test("people", survdiff(Surv(time, status) ~ group, people)),
            test("ties", survdiff(Surv(time, status) ~ group, ties))), "log_rank.csv")

model <- function(name, ties_method, fit) data.frame(
  data = name, ties = ties_method, term = names(coef(fit)), coefficient = coef(fit), std_error = sqrt(diag(vcov(fit))),
  log_likelihood = fit$loglik[2], log_likelihood_null = fit$loglik[1], n_obs = fit$n, n_events = fit$nevent)
precise <- coxph.control(eps = 1e-12, iter.max = 50)
some <- ties[ties$group %in% c("a", "b"), ]
rows <- list()
for (method in c("efron", "breslow")) {
  rows[[length(rows) + 1]] <- model("people", method, coxph(Surv(time, status) ~ group + dose + prison, people, ties = method, control = precise))
  rows[[length(rows) + 1]] <- model("people_entry", method, coxph(Surv(entry, time, status) ~ group + dose + prison, people, ties = method, control = precise))
  rows[[length(rows) + 1]] <- model("ties", method, coxph(Surv(time, status) ~ group + x, some, ties = method, control = precise))
}
write(do.call(rbind, rows), "cox.csv")
