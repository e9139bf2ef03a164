package page

// PartsPage is for the golden files.
var PartsPage = partsPage
