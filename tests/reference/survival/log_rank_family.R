# Reference values of tests/unit/stats/survival/test_log_rank.py: R 4.2.2, survival 3.5-3. Run in this folder after
# reference.R and curves.R, whose data it reads: Rscript log_rank_family.R. It writes log_rank_family.csv.
# survdiff knows the weights S(t-)^rho, strata, and no late entry. Everything else is a sum over tables here, which is
# compared with survdiff wherever that knows the test.
library(survival)
options(digits = 17)

weights <- list(
  log_rank = function(n, s) 1, gehan = function(n, s) n, tarone_ware = function(n, s) sqrt(n),
  peto_peto = function(n, s) s, rho_half = function(n, s) s^0.5, gamma_1 = function(n, s) 1 - s,
  rho_1_gamma_half = function(n, s) s * (1 - s)^0.5
)
sums <- function(rows, weight) {
  levels <- sort(unique(rows$group))
  k <- length(levels)
  observed <- expected <- numeric(k)
  variance <- matrix(0, k, k)
  for (stratum in split(rows, rows$stratum)) {
    s <- 1
    for (t in sort(unique(stratum$time[stratum$status == 1]))) {
      risk <- stratum[stratum$entry < t & stratum$time >= t, ]
      n <- as.numeric(table(factor(risk$group, levels)))
      d <- as.numeric(table(factor(risk$group[risk$time == t & risk$status == 1], levels)))
      p <- n / sum(n)
      w <- weight(sum(n), s)
      observed <- observed + w * d
      expected <- expected + w * sum(d) * p
      if (sum(n) > 1) {
        variance <- variance + w^2 * sum(d) * (sum(n) - sum(d)) / (sum(n) - 1) * (diag(p) - outer(p, p))
      }
      s <- s * (1 - sum(d) / sum(n))
    }
  }
  list(observed = observed, expected = expected, variance = variance)
}

people <- read.csv("people.csv")
ties <- transform(read.csv("ties.csv"), entry = 0, stratum = 1)
competing <- transform(read.csv("competing.csv"), status = as.integer(cause > 0))
competing <- transform(competing, entry = ifelse(entry > 0, entry, -1))
competing$group <- as.character(cut(competing$age, c(0, 30, 45, 60, 99), labels = FALSE))
samples <- list(
  people = transform(people, entry = 0, stratum = 1), people_strata = transform(people, entry = 0, stratum = prison),
  people_entry = transform(people, stratum = 1), ties = transform(ties, entry = -1),
  competing_strata = transform(competing, entry = -1, stratum = site),
  competing_entry_strata = transform(competing, stratum = site)
)
known <- c(log_rank = 0, peto_peto = 1, rho_half = 0.5)
rows <- list()
for (name in names(samples)) for (weighting in names(weights)) {
  sample <- samples[[name]]
  found <- sums(sample, weights[[weighting]])
  difference <- found$observed - found$expected
  statistic <- drop(difference[-1] %*% solve(found$variance[-1, -1], difference[-1]))
  if (all(sample$entry <= 0) && weighting %in% names(known)) {
    fit <- survdiff(Surv(time, status) ~ group + strata(stratum), sample, rho = known[[weighting]])
    if (length(unique(sample$stratum)) == 1) fit <- survdiff(Surv(time, status) ~ group, sample, rho = known[[weighting]])
    stopifnot(all.equal(statistic, fit$chisq, tolerance = 1e-12))
    statistic <- fit$chisq
  }
  score <- seq_along(difference)^2
  trend <- sum(score * difference)^2 / drop(score %*% found$variance %*% score)
  rows[[length(rows) + 1]] <- data.frame(
    data = name, weighting, statistic, df = length(difference) - 1,
    p_value = pchisq(statistic, length(difference) - 1, lower.tail = FALSE), trend,
    observed = found$observed[1], expected = found$expected[1]
  )
}
write.csv(format(do.call(rbind, rows), digits = 16, trim = TRUE), "log_rank_family.csv", row.names = FALSE, quote = FALSE)
