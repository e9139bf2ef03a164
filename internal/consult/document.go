package consult

import "strings"

// Document is something to read before answering. Each of its editions says
// from which version of the master text it was made.
type Document struct {
	ID       string       `yaml:"id" json:"id"`
	Title    string       `yaml:"title" json:"title"`
	Kind     DocumentKind `yaml:"kind" json:"kind"`
	Version  string       `yaml:"version" json:"version"` // of the master text
	Editions []Edition    `yaml:"editions" json:"editions"`
}

// DocumentKind says what a document is for.
type DocumentKind string

// The kinds of documents.
const (
	Proposal              DocumentKind = "proposal"
	BackgroundInformation DocumentKind = "information"
	EqualityImpact        DocumentKind = "equality-impact"
	Costs                 DocumentKind = "costs"
	PaperSurvey           DocumentKind = "paper-survey"
	QuestionsAndAnswers   DocumentKind = "questions-and-answers"
	OtherDocument         DocumentKind = "other"
)

// Format is the form an edition takes.
type Format string

// The formats.
const (
	Standard    Format = "standard"
	EasyRead    Format = "easy-read"
	LargePrint  Format = "large-print"
	Translation Format = "translation"
	SignedVideo Format = "bsl-video"
)

// Edition is a document in one format and language: a text of its own, or a
// link to a file or a film.
type Edition struct {
	Format  Format `yaml:"format" json:"format"`
	Lang    string `yaml:"lang" json:"lang"`
	Title   string `yaml:"title" json:"title"` // in its own language; "" is the title of the document
	BasedOn string `yaml:"from" json:"from"`   // the version of the master text that it was made from
	Text    string `yaml:"text" json:"text"`   // Markdown
	Link    string `yaml:"link" json:"link"`
}

// ID names e among the editions of its document: "standard", "easy-read",
// "translation-gu".
func (e *Edition) ID() string {
	id := string(e.Format)
	if e.Format == Translation || e.Format == SignedVideo && e.Lang != "" || !strings.HasPrefix(e.Lang, "en") {
		id += "-" + strings.ToLower(e.Lang)
	}
	return id
}

// IsOutdated reports whether e was made from another version of the text than the
// one that is in force. Its readers must be told: they would answer about a
// proposal that has changed.
func (d *Document) IsOutdated(e *Edition) bool { return e.BasedOn != d.Version }

// Edition returns the edition id of d, or its first one for "".
func (d *Document) Edition(id string) (*Edition, bool) {
	for i := range d.Editions {
		if id == "" || d.Editions[i].ID() == id {
			return &d.Editions[i], true
		}
	}
	return nil, false
}

// Document returns the document id of t.
func (t *Text) Document(id string) (*Document, bool) {
	for i := range t.Documents {
		if t.Documents[i].ID == id {
			return &t.Documents[i], true
		}
	}
	return nil, false
}
