package consult

import "strings"

// Document is something to read before responding, in one or more editions.
// Each edition records which version of the master text it is based on.
type Document struct {
	ID       string       `yaml:"id" json:"id"`
	Title    string       `yaml:"title" json:"title"`
	Kind     DocumentKind `yaml:"kind" json:"kind"`
	Version  string       `yaml:"version" json:"version"` // of the master text
	Editions []Edition    `yaml:"editions" json:"editions"`
}

// DocumentKind is the purpose of a document.
type DocumentKind string

// The kinds of document.
const (
	Proposal              DocumentKind = "proposal"
	BackgroundInformation DocumentKind = "information"
	EqualityImpact        DocumentKind = "equality-impact"
	Costs                 DocumentKind = "costs"
	PaperSurvey           DocumentKind = "paper-survey"
	QuestionsAndAnswers   DocumentKind = "questions-and-answers"
	OtherDocument         DocumentKind = "other"
)

// Format is the format of an edition.
type Format string

// The formats of an edition.
const (
	Standard    Format = "standard"
	EasyRead    Format = "easy-read"
	LargePrint  Format = "large-print"
	Translation Format = "translation"
	SignedVideo Format = "bsl-video"
)

// Edition is a document in one format and language: either text or a link to a
// file or video.
type Edition struct {
	Format  Format `yaml:"format" json:"format"`
	Lang    string `yaml:"lang" json:"lang"`
	Title   string `yaml:"title" json:"title"` // in the language of the edition; "" is the title of the document
	BasedOn string `yaml:"from" json:"from"`   // version of the master text that it is based on
	Text    string `yaml:"text" json:"text"`   // Markdown; "" if there is a link
	Link    string `yaml:"link" json:"link"`   // "" if there is text
}

// ID identifies e among the editions of its document: "standard", "easy-read"
// or "translation-gu".
func (e *Edition) ID() string {
	id := string(e.Format)
	if e.Format == Translation || e.Format == SignedVideo && e.Lang != "" || !strings.HasPrefix(e.Lang, "en") {
		id += "-" + strings.ToLower(e.Lang)
	}
	return id
}

// IsOutdated reports whether e is based on an older version of the text than
// the current one. Pages must warn readers, who would otherwise respond to a
// proposal that has changed.
func (d *Document) IsOutdated(e *Edition) bool { return e.BasedOn != d.Version }

// Edition returns the edition of d with this ID, or the first one for "".
func (d *Document) Edition(id string) (*Edition, bool) {
	for i := range d.Editions {
		if id == "" || d.Editions[i].ID() == id {
			return &d.Editions[i], true
		}
	}
	return nil, false
}

// Document returns the document of t with this ID.
func (t *Text) Document(id string) (*Document, bool) {
	for i := range t.Documents {
		if t.Documents[i].ID == id {
			return &t.Documents[i], true
		}
	}
	return nil, false
}
