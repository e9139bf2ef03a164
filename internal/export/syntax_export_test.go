package export

// SyntaxText is syntaxText, for tests.
var SyntaxText = syntaxText
