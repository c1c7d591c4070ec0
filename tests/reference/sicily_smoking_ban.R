# Makes sicily_smoking_ban.csv:
#   Rscript sicily_smoking_ban.R <its_sicily_smokban/sicily.csv> > sicily_smoking_ban.csv
# The models of Lopez Bernal, Cummins & Gasparrini (2017), Int J Epidemiol 46:348-355. Their code leaves glm's
# epsilon at 1e-8, where R's dispersion still uses the weights of the last but one iteration and is off in the
# sixth digit; 1e-14 lets it settle.
data <- read.csv(commandArgs(trailingOnly = TRUE)[1])
data$slope <- pmax(data$time - 36, 0)
season <- with(data, cbind(sin(2 * pi * time / 12), cos(2 * pi * time / 12),
                           sin(4 * pi * time / 12), cos(4 * pi * time / 12)))
fit <- function(formula, family) glm(formula, family, data, control = glm.control(epsilon = 1e-14, maxit = 100))
value <- function(name, number) cat(name, ",", format(number, digits = 15), "\n", sep = "")
step <- function(name, model) {
  estimate <- coef(model)["smokban"]
  se <- sqrt(vcov(model)["smokban", "smokban"])
  value(paste0(name, "_step"), exp(estimate))
  value(paste0(name, "_step_low"), exp(estimate - qnorm(0.975) * se))
  value(paste0(name, "_step_high"), exp(estimate + qnorm(0.975) * se))
  value(paste0(name, "_step_low_t"), exp(estimate - qt(0.975, df.residual(model)) * se))
  value(paste0(name, "_step_high_t"), exp(estimate + qt(0.975, df.residual(model)) * se))
  value(paste0(name, "_dispersion"), summary(model)$dispersion)
}
cat("name,value\n")
m1 <- fit(aces ~ offset(log(stdpop)) + smokban + time, poisson)
m2 <- fit(aces ~ offset(log(stdpop)) + smokban + time, quasipoisson)
m3 <- fit(aces ~ offset(log(stdpop)) + smokban + time + season, quasipoisson)
m4 <- fit(aces ~ offset(log(stdpop)) + smokban + time + slope + season, quasipoisson)
step("poisson", m1)
step("quasi", m2)
step("harmonics", m3)
step("slope", m4)
value("harmonics_step_p", summary(m3)$coefficients["smokban", 4])
value("slope_slope", exp(coef(m4)["slope"]))
value("slope_slope_p", summary(m4)$coefficients["slope", 4])
without <- transform(data, smokban = 0)
after <- data$smokban == 1
value("harmonics_averted", sum(exp(predict(m3, without))[after]) - sum(data$aces[after]))
