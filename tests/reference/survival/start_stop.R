# Reference values of tests/unit/analyses/test_retention_intervals.py: R 4.2.2, survival 3.5-3.
# Run in this folder: Rscript start_stop.R. It writes start_stop.csv (synthetic data) and start_stop_models.csv (values).
library(survival)
write <- function(frame, name) write.csv(format(frame, digits = 16, trim = TRUE), name, row.names = FALSE, quote = FALSE)
precise <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)

# People whose dose and housing change about every other month; one in four enters late, one in five is lost from sight
# for some weeks. Whole days, so ties; a cause of 2 is death. Each person leaves, dies or is censored once, at the end.
set.seed(20261129)
rows <- list()
for (person in 1:90) {
  site <- sample(1:12, 1)
  clinic <- c("north", "south", "west")[1 + site %% 3]
  sex <- sample(c("female", "male"), 1)
  now <- ifelse(runif(1) < 0.25, sample(5:30, 1), 0)
  end <- now + sample(40:300, 1)
  repeat {
    dose <- round(runif(1, 20, 100), -1)
    housing <- sample(c("none", "shared", "stable"), 1)
    change <- now + sample(10:90, 1)
    hazard <- 0.006 * exp(0.5 * (sex == "male") - 0.01 * (dose - 60) + 0.6 * (housing == "none"))
    left <- now + ceiling(rexp(1, hazard))
    died <- now + ceiling(rexp(1, 0.001))
    stop <- min(change, left, died, end)
    status <- ifelse(left == stop, 1, ifelse(died == stop, 2, 0))
    rows[[length(rows) + 1]] <- data.frame(person_id = sprintf("p%02d", person), entry = now, time = stop, status, clinic, site, sex, dose, housing)
    now <- stop
    if (status > 0 || now >= end) break
    if (runif(1) < 0.1) now <- now + sample(5:40, 1)
    if (now >= end) break
  }
}
data <- do.call(rbind, rows)
write.csv(data, "start_stop.csv", row.names = FALSE, quote = FALSE)

data$housing <- relevel(factor(data$housing), "none")
surv <- with(data, Surv(entry, time, status == 1))
models <- list(
  person = coxph(surv ~ sex + dose + housing, data, cluster = person_id, control = precise),
  strata = coxph(surv ~ sex + dose + housing + strata(clinic), data, cluster = person_id, control = precise),
  site = coxph(surv ~ sex + dose + housing + strata(clinic), data, cluster = site, control = precise)
)
values <- function(name) {
  fit <- models[[name]]
  test <- cox.zph(fit)$table[c("sex", "dose", "housing", "GLOBAL"), "chisq"]
  rbind(data.frame(model = name, term = names(coef(fit)), value = unname(coef(fit)), std_error = unname(sqrt(diag(vcov(fit))))),
        data.frame(model = name, term = names(test), value = unname(test), std_error = NA))
}
write(do.call(rbind, lapply(names(models), values)), "start_stop_models.csv")

# Curves follow a person up to the first time of being lost from sight.
again <- c(FALSE, data$person_id[-1] == data$person_id[-nrow(data)])
lost <- ave(again & c(0, data$time[-nrow(data)]) < data$entry, data$person_id, FUN = cumsum) > 0
curve <- survfit(Surv(entry, time, status == 1) ~ 1, data[!lost, ])
at <- summary(curve, times = c(30, 90, 180))
write(data.frame(day = at$time, survival = at$surv, std_error = at$std.err, n_risk = at$n.risk), "start_stop_curve.csv")
