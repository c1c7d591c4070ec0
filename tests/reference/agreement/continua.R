# Random continua and what quallmer says of them. Run in this folder, with R/alpha_u.R of quallmer 0.4.0 (CRAN):
#   Rscript continua.R path/to/alpha_u.R
# R 4.2.2 (Debian 12). Sections are start-end:category, start from 0 inclusive, end exclusive; coders are split by "|".
source(commandArgs(trailingOnly = TRUE)[1])
set.seed(2016)

coder <- function(length) {
  cuts <- sort(unique(c(0, sample(0:length, sample(1:8, 1)), length)))
  kind <- sample(0:4, length(cuts) - 1, replace = TRUE)
  sections <- data.frame(start = head(cuts, -1) + 1L, end = tail(cuts, -1), value = as.character(kind))
  sections[kind > 0, ]
}
words <- function(sections) paste0(sections$start - 1, "-", sections$end, ":", as.integer(sections$value) - 1, collapse = " ")

rows <- data.frame()
for (i in 1:100) {
  length <- sample(20:200, 1)
  coders <- replicate(if (i <= 60) 2 else sample(3:4, 1), coder(length), simplify = FALSE)
  if (any(sapply(coders, nrow) == 0)) next
  of <- function(type) compute_alpha_u(coders, L = length, type = type)
  each <- of("per_value")
  each <- each[match(as.character(1:4), each$value), ]
  rows <- rbind(rows, data.frame(length = length, coders = paste(sapply(coders, words), collapse = "|"),
    u_alpha = of("nominal"), u_alpha_binary = of("binary"), cu_alpha = of("cu_nominal"),
    ku = t(each$alpha), coverage = t(each$coverage)))
}
write.csv(format(rows, digits = 15, trim = TRUE), "continua.csv", row.names = FALSE, quote = FALSE)
