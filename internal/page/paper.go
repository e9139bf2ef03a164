package page

// PaperStyle is the address of the style sheet of forms that are printed and
// filled in with a pen. A page that wants it asks for it in its main part.
var PaperStyle = loadAsset("paper.css", "paper.css")
