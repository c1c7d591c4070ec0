# Reference values of tests/unit/stats/survival/test_{cox_clusters,proportional_hazards,cox_baseline}.py:
# R 4.2.2, survival 3.5-3. Run in this folder, after reference.R: Rscript cox.R. It reads people.csv and ties.csv and
# writes cox_sites.csv, cox_intervals.csv (data) and cox_{models,tests,scaled,baseline}.csv (values).
library(survival)
options(digits = 16)
write <- function(frame, name) write.csv(format(frame, digits = 16, trim = TRUE), name, row.names = FALSE, quote = FALSE)
precise <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)

# sites: whole weeks, so ties everywhere; late entry; sites within clinics; clinic d has no event; site 1 has one person.
set.seed(20240202)
n <- 220
sites <- data.frame(site = c(1, sample(2:14, n - 1, replace = TRUE)))
sites$clinic <- c("a", "b", "c")[1 + sites$site %% 3]
sites$clinic[sites$site == 14] <- "d"
sites$drug <- sample(c("bup", "met", "nal"), n, replace = TRUE)
sites$dose <- round(rnorm(n, 60, 15))
sites$prison <- rbinom(n, 1, 0.35)
of_site <- rnorm(14, 0, 0.5)[sites$site]
hazard <- 0.05 * exp(of_site + 0.4 * (sites$drug == "nal") - 0.02 * (sites$dose - 60) + 0.5 * sites$prison)
leave <- ceiling(rexp(n, hazard))
seen <- ceiling(runif(n, 5, 52))
sites$time <- pmin(leave, seen)
sites$status <- as.integer(leave <= seen & sites$clinic != "d")
sites$entry <- ifelse(runif(n) < 0.4, pmin(sites$time - 1, floor(runif(n, 0, 12))), 0)
write.csv(sites, "cox_sites.csv", row.names = FALSE, quote = FALSE)
sites$free <- ifelse(sites$clinic == "b", 60.1, sites$dose)

# intervals: people with up to four episodes each, split where their dose changes; events end an episode.
rows <- list()
for (person in 1:70) {
  frailty <- rgamma(1, 3, 3)
  sex <- rbinom(1, 1, 0.5)
  now <- 0
  end <- ceiling(runif(1, 60, 240))
  for (episode in 1:4) {
    began <- now
    dose <- round(runif(1, 20, 100), -1)
    repeat {
      change <- now + ceiling(runif(1, 10, 60))
      event <- now + ceiling(rexp(1, 0.012 * frailty * exp(0.4 * sex - 0.012 * (dose - 60))))
      stop <- min(change, event, end)
      rows[[length(rows) + 1]] <- data.frame(person, episode, sex, dose, start = now, stop, event = as.integer(event == stop),
                                             gap_start = now - began, gap_stop = stop - began)
      now <- stop
      if (event == stop || now >= end) break
      dose <- round(runif(1, 20, 100), -1)
    }
    if (now >= end) break
  }
}
intervals <- do.call(rbind, rows)
write.csv(intervals, "cox_intervals.csv", row.names = FALSE, quote = FALSE)

people <- read.csv("people.csv")
people$site <- 1 + (seq_len(nrow(people)) * 7) %% 11
ties <- read.csv("ties.csv")
some <- ties[ties$group %in% c("a", "b"), ]
some$site <- 1 + seq_len(nrow(some)) %% 5

models <- function(method) list(
  sites_plain = coxph(Surv(time, status) ~ drug + dose + prison, sites, cluster = site, ties = method, control = precise),
  sites_strata = coxph(Surv(time, status) ~ drug + dose + prison + strata(clinic), sites, cluster = site, ties = method, control = precise),
  sites_entry = coxph(Surv(entry, time, status) ~ drug + dose + prison, sites, cluster = site, ties = method, control = precise),
  sites_entry_strata = coxph(Surv(entry, time, status) ~ drug + dose + prison + strata(clinic), sites, cluster = site, ties = method, control = precise),
  sites_rows = coxph(Surv(entry, time, status) ~ drug + dose + prison + strata(clinic), sites, cluster = seq_len(n), ties = method, control = precise),
  sites_constant = coxph(Surv(entry, time, status) ~ drug + free + strata(clinic), sites, cluster = site, ties = method, control = precise),
  people_entry = coxph(Surv(entry, time, status) ~ group + dose + prison, people, cluster = site, ties = method, control = precise),
  people_strata = coxph(Surv(time, status) ~ dose + prison + strata(group), people, cluster = site, ties = method, control = precise),
  ties = coxph(Surv(time, status) ~ group + x, some, cluster = site, ties = method, control = precise),
  andersen_gill = coxph(Surv(start, stop, event) ~ sex + dose, intervals, cluster = person, ties = method, control = precise),
  gap_time = coxph(Surv(gap_start, gap_stop, event) ~ sex + dose + strata(episode), intervals, cluster = person, ties = method, control = precise)
)

at <- list(people_entry = data.frame(group = c("a", "c"), dose = c(60, 100), prison = 0:1),
           people_strata = data.frame(dose = c(60, 100), prison = 0:1),
           ties = data.frame(group = c("b", "a"), x = c(0.5, -1)))

fits <- list()
tests <- list()
scaled <- list()
baseline <- list()
for (method in c("efron", "breslow")) {
  fitted <- models(method)
  for (name in names(fitted)) {
    fit <- fitted[[name]]
    key <- paste(name, method)
    fits[[key]] <- data.frame(
      model = name, ties = method, term = names(coef(fit)), coefficient = coef(fit), std_error = sqrt(diag(fit$var)),
      model_std_error = sqrt(diag(fit$naive.var)), log_likelihood = fit$loglik[2], likelihood_ratio = 2 * diff(fit$loglik),
      wald = fit$wald.test, score = fit$score)
    for (transform in c("identity", "log", "km", "rank")) {
      if (name == "ties" && transform == "log") next
      test <- cox.zph(fit, transform = transform)
      tests[[paste(key, transform)]] <- data.frame(
        model = name, ties = method, transform, term = rownames(test$table), statistic = test$table[, 1], df = test$table[, 2])
      if (transform == "km" && name %in% c("sites_entry_strata", "sites_constant", "ties") && method == "efron") for (term in colnames(test$y)) scaled[[paste(key, term)]] <- data.frame(
        model = name, ties = method, term, stratum = if (is.null(test$strata)) "" else as.character(test$strata),
        time = test$time, transformed_time = test$x, scaled_residual = test$y[, term])
    }
    if (name %in% names(at) && (method == "efron" || name == "ties")) {
      curve <- survfit(fit, newdata = at[[name]], conf.type = "log-log")
      event <- curve$n.event > 0
      label <- if (is.null(curve$strata)) "" else rep(sub(".*=", "", names(curve$strata)), curve$strata)[event]
      for (row in seq_len(nrow(at[[name]]))) baseline[[paste(key, row)]] <- data.frame(
        model = name, ties = method, row = row - 1, stratum = label, time = curve$time[event],
        cumulative_hazard = curve$cumhaz[event, row], std_error = curve$std.err[event, row],
        conf_low = curve$lower[event, row], conf_high = curve$upper[event, row])
    }
  }
}
write(do.call(rbind, fits), "cox_models.csv")
write(do.call(rbind, tests), "cox_tests.csv")
write(do.call(rbind, scaled), "cox_scaled.csv")
write(do.call(rbind, baseline), "cox_baseline.csv")
