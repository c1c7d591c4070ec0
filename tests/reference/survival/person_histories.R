# Reference values of tests/unit/stats/survival/test_{mean_cumulative,time_in_state}.py: R 4.2.2, survival 3.5-3.
# Run in this folder: Rscript person_histories.R. It writes recurrent.csv and states.csv (the data),
# mean_cumulative.csv, state_probability.csv and days_in_state.csv.
library(survival)
options(digits = 16)
write <- function(frame, name) write.csv(format(frame, digits = 16, trim = TRUE), name, row.names = FALSE, quote = FALSE)

# recurrent: stretches of follow-up of a person that end with a relapse (1), with death (2) or without either (0).
# Sets: days (whole days, nobody enters late), entry (some enter late, some are away for a while), ties (30-day steps).
set.seed(20240303)
histories <- list()
one_recurrent <- function(set, person, step) {
  group <- c("a", "b")[1 + person %% 2]
  hazard <- 0.006 * rgamma(1, 2, 2) * ifelse(group == "b", 1.5, 1)
  day <- if (set == "entry" && person %% 3 == 0) floor(runif(1, 1, 100)) else 0
  death <- day + step * ceiling(rexp(1, 0.002) / step)
  end <- day + step * ceiling(runif(1, 100, 500) / step)
  rows <- NULL
  repeat {
    stop <- day + step * ceiling(rexp(1, hazard) / step)
    last <- stop >= min(death, end)
    cause <- if (!last) 1 else if (death <= end) 2 else 0
    if (last) stop <- min(death, end)
    rows <- rbind(rows, data.frame(set, person, group, start = day, stop, cause))
    if (last) return(rows)
    day <- stop + if (set == "entry" && person %% 5 == 0) 7 else 0
    if (day >= min(death, end)) return(rows)
  }
}
for (set in c("days", "entry", "ties")) for (person in 1:40)
  histories[[length(histories) + 1]] <- one_recurrent(set, person, if (set == "ties") 30 else 1)
recurrent <- do.call(rbind, histories)
write.csv(recurrent, "recurrent.csv", row.names = FALSE, quote = FALSE)

# Ghosh D, Lin DY (2000), Biometrics 56:554-562, section 3, term by term: each person's influence on the mean.
ghosh_lin <- function(d, at) {
  times <- sort(unique(d$stop))
  persons <- unique(d$person)
  risk <- sapply(times, function(u) sum(d$start < u & u <= d$stop))
  deaths <- sapply(times, function(u) sum(d$stop == u & d$cause == 2))
  events <- sapply(times, function(u) sum(d$stop == u & d$cause == 1))
  before <- c(1, cumprod(1 - deaths / risk))[seq_along(times)]
  mean <- cumsum(before * events / risk)
  influence <- sapply(persons, function(person) {
    own <- d[d$person == person, ]
    here <- sapply(times, function(u) sum(own$start < u & u <= own$stop))
    dm <- sapply(times, function(u) sum(own$stop == u & own$cause == 1)) - here * events / risk
    dmd <- sapply(times, function(u) sum(own$stop == u & own$cause == 2)) - here * deaths / risk
    sapply(at, function(t) {
      now <- sum(mean[max(which(times <= t), 0)])
      past <- times <= t
      sum((before * dm / risk)[past]) - now * sum((dmd / risk)[past]) + sum((mean * dmd / risk)[past])
    })
  })
  data.frame(mean = sapply(at, function(t) sum(mean[max(which(times <= t), 0)])), std_error = sqrt(rowSums(influence^2)))
}

at <- c(30, 60, 90, 180, 365)
kept <- list()
for (set in c("days", "entry", "ties")) for (group in c("a", "b")) {
  d <- recurrent[recurrent$set == set & recurrent$group == group, ]
  fit <- survfit(Surv(start, stop, cause == 1) ~ 1, d, id = person, robust = TRUE)
  found <- summary(fit, times = at, extend = TRUE)
  kept[[length(kept) + 1]] <- data.frame(set, group, estimator = "nelson_aalen", time = at, mean = found$cumhaz, std_error = found$std.chaz)
  kept[[length(kept) + 1]] <- data.frame(set, group, estimator = "ghosh_lin", time = at, ghosh_lin(d, at))
}
write(do.call(rbind, kept), "mean_cumulative.csv")

# states: stretches in a state and the state that follows at their end ("none" where follow-up ended in the state).
# Sets: days (everybody starts on treatment on day 0), entry (late entry, some begin off treatment), ties.
one_history <- function(set, person, step) {
  group <- c("a", "b")[1 + person %% 2]
  state <- if (set != "days" && person %% 4 == 0) "off" else "on"
  day <- if (set == "entry" && person %% 3 == 0) 10 * floor(runif(1, 0, 12)) else 0
  end <- day + step * ceiling(runif(1, 150, 500) / step)
  rows <- NULL
  repeat {
    leave <- step * ceiling(rexp(1, if (state == "on") 0.008 else 0.012) / step)
    death <- step * ceiling(rexp(1, if (state == "on") 0.0005 else 0.003) / step)
    stop <- min(end, day + min(leave, death))
    to <- if (stop == end) "none" else if (death <= leave) "dead" else setdiff(c("on", "off"), state)
    rows <- rbind(rows, data.frame(set, person, group, start = day, stop, state, to))
    if (to %in% c("none", "dead")) return(rows)
    day <- stop
    state <- to
  }
}
histories <- list()
for (set in c("days", "entry", "ties")) for (person in 1:60)
  histories[[length(histories) + 1]] <- one_history(set, person, if (set == "ties") 30 else 1)
states <- do.call(rbind, histories)
write.csv(states, "states.csv", row.names = FALSE, quote = FALSE)

names_of_states <- c("on", "off", "dead")
probability <- days <- list()
for (set in c("days", "entry", "ties")) for (group in c("a", "b")) {
  d <- states[states$set == set & states$group == group, ]
  d$to <- factor(d$to, c("none", names_of_states))
  d$state <- factor(d$state, names_of_states)
  fit <- survfit(Surv(start, stop, to) ~ 1, d, id = person, istate = state, influence = TRUE)
  column <- match(names_of_states, fit$states)
  found <- summary(fit, times = at[at <= max(fit$time)])
  for (j in seq_along(names_of_states)) probability[[length(probability) + 1]] <-
    data.frame(set, group, state = names_of_states[j], time = found$time, probability = found$pstate[, column[j]], std_error = found$std.err[, column[j]])
  for (tau in c(45, 180, 365)) {
    table <- summary(fit, rmean = tau)$table
    days[[length(days) + 1]] <- data.frame(set, group, state = names_of_states, tau = tau, days = table[column, "rmean"],
                                           std_error = table[column, "se(rmean)"], n_persons = length(unique(d$person)))
  }
}
write(do.call(rbind, probability), "state_probability.csv")
write(do.call(rbind, days), "days_in_state.csv")
