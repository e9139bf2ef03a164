# Reads responses.csv with its labels and missing values, with R 4 or later and without other packages.
#
#     source("read.R", chdir = TRUE)   # makes the data frame responses
#     attr(responses$use, "label")     # the question
#
# NA is where there is no answer. Why there is none is in the variables that end in _state.

# Texts that a spreadsheet could run as a formula have an apostrophe in the file, which is removed here.
unguarded <- function(text) {
  text <- gsub("(?:^|(?<=[;\\t\\r\\n]))'(?='*[=+\\-@\uff1d\uff0b\uff0d\uff20])", "", text, perl = TRUE)
  sub("^'(?='*[\\t\\r\\n])", "", text, perl = TRUE)
}

read_table <- function(name) {
  found <- read.csv(name, colClasses = "character", na.strings = character(), fileEncoding = "UTF-8", check.names = FALSE)
  found[] <- lapply(found, unguarded)
  found
}

variables <- read_table("variables.csv")
values <- read_table("values.csv")
responses <- read_table("responses.csv")

for (i in seq_len(nrow(variables))) {
  name <- variables$name[i]
  given <- responses[[name]]
  given[given == ""] <- NA
  if (variables$type[i] == "code") {
    labels <- values[values$variable == name & values$missing == "no", ]
    given <- factor(given, levels = labels$value, labels = make.unique(labels$label))
  } else if (variables$type[i] == "number") {
    given <- as.numeric(given)
  }
  attr(given, "label") <- variables$label[i]
  responses[[name]] <- given
}
