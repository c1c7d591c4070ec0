# A natural cubic spline of 4 degrees of freedom by least squares, with its 95% and 80% intervals.
# Run in this folder: Rscript natural_spline.R
# R 4.2.2, package splines of the same version. The points are made by formula, so that a test can make them too.
library(splines)
i <- 1:30
x <- (i / 30)^2
y <- sin(5 * x) + cos(37 * i) / 4
at <- c(0, 0.01, 0.2, 0.5, 0.77, 1, 1.2)
fit <- lm(y ~ ns(x, 4))
found <- do.call(rbind, lapply(c(0.95, 0.8), function(level) {
  p <- suppressWarnings(predict(fit, data.frame(x = at), interval = "confidence", level = level))
  data.frame(conf_level = level, at = at, estimate = p[, 1], conf_low = p[, 2], conf_high = p[, 3])
}))
write.csv(format(found, digits = 15), "natural_spline.csv", row.names = FALSE, quote = FALSE)
