package page

// PaperStyle is the URL of the style sheet for printed forms that are filled in by hand. Pages that need it link to it
// in their main part.
var PaperStyle = loadAsset("paper.css", "paper.css")
