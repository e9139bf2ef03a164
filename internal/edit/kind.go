package edit

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Kind declares a kind of record that officers edit in the browser. From it come the pages of package
// editweb and the use cases of Service.
type Kind struct {
	Name string // in tables, the audit log and the council's approval rules: "need"
	Path string // of the list: "/staff/evidence"; the pages of a record are below it

	//locale:message
	One string // what people call a record: "Evidence"
	//locale:message
	Many string // the heading of the list, or of the page of a record that always exists
	//locale:message
	AddLabel string // of the button that starts a new record; "" if Single
	//locale:message
	About string // a sentence under the heading of the list, and in the staff area
	Order int    // of the link in the staff area; 0: no link

	// Write is the capability to see and change working copies, and Approve the one to approve them.
	// People who approve need both.
	Write, Approve actor.Capability
	// OwnApproval lets those who approve also approve what they wrote, whatever the council's rules say.
	OwnApproval bool
	// Reauth is set if people must have confirmed their sign-in recently to submit, approve, publish or discard a record.
	Reauth bool

	Fields []Field // the first is the title of the record, unless Single
	// Parts is set if several people fill in the form over weeks: each section then has a page of its own, and the page of
	// the record says of each what is missing, who owes it and by when.
	Parts bool
	// Arrange changes values before they are stored as a draft, such as the rows that a form has by law. It may be nil.
	Arrange func(ctx context.Context, tx *db.Tx, v Values) error
	// Owed returns who owes which section by when. It may be nil.
	Owed func(v Values) []Owed
	// Lacks returns what the rules of the feature ask for before a record with the values v is submitted, as Publish does. It
	// may be nil; Publish checks again.
	Lacks func(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy) error

	// Agrees says whether publishing a record agrees or reviews an activity, for which Service.Gate is asked.
	Agrees Agreement
	// Decides is set if a record is a decision: an assessment that is planned for later does not cover it.
	Decides bool
	// Within the activities that Covered returns, like "strategy:open-to-all", the record needs no assessment of its own. It
	// may be nil.
	Covered func(ctx context.Context, tx *db.Tx, v Values) ([]string, error)

	Only string // reference of the only record of the kind, which always exists; "" if there are many

	// Files is the pattern of the definition files that have such records, and Within the path of the settings of a record
	// there, like "needs/*"; "" is the whole file. Files is "" if files do not have them.
	Files, Within string

	// OfConsultation is set if every consultation has one record of the kind, such as its feedback. Then Path has {slug},
	// the reference of a record is the slug of its consultation, and OfConsultation returns the title of the consultation
	// and its organisation, or fault.NotFound.
	OfConsultation func(ctx context.Context, tx *db.Tx, slug string) (title, org string, err error)

	// List reads a page of the published records with db.ReadPage, and Listed is by what it is sorted. Nil if there is no list.
	List   func(ctx context.Context, tx *db.Tx, q ListQuery) (db.Page[Item], error)
	Listed ListColumns
	// Published returns the published records as options, if there is no List. It may be nil.
	Published func(ctx context.Context, tx *db.Tx) ([]Option, error)
	// Load returns the published values of a record, or fault.NotFound.
	Load func(ctx context.Context, tx *db.Tx, ref string) (Values, error)
	// Publish validates and stores a record, for l.By and with entries in the public record, as loading its definition
	// file does. The paths of its definition.SettingErrors lead to fields.
	Publish func(ctx context.Context, l *definition.Loading, ref string, v Values) error
	// Advise returns what could be better in a record with the values v, at the settings of its fields. It is pointed out
	// beside them while they are filled in and on the page of the record, and keeps nothing from being published. It may be nil.
	Advise func(v Values) definition.SettingErrors
	// Org returns the organisation that a published record belongs to. Nil: the council.
	Org func(ctx context.Context, tx *db.Tx, ref string) (string, error)
	// Proposed is set if each record is about the organisation that its reference names, whose people propose changes to it, and the
	// council keeps the register and approves them. An organisation without a record has an empty one. See proposals.go.
	Proposed bool
	// Begun is set if, with Proposed, organisations also begin records about themselves, which the council sees once they are
	// submitted.
	Begun bool
	// Acted is called in the transaction of each act of by on c, except saving, after it. It may be nil.
	Acted func(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy, act Act) error

	// PublicPath returns the address of a published record on the public site. It may be nil.
	PublicPath func(ref string) string
	// CheckPath returns the address of the page for officers that lists what could be better in a published record and in
	// what belongs to it. It may be nil.
	CheckPath func(ref string) string
	// PreviewPath returns the address at which officers see a copy as the public will. It may be nil.
	PreviewPath func(id string) string
	// AlsoPath returns the address of a further page about a published record, for those who may approve records, and
	// AlsoLabel is its link. They may be empty.
	AlsoPath func(ref string) string
	//locale:message
	AlsoLabel string

	// Quotes returns what the texts of a record with the values v can quote by codes. It may be nil.
	Quotes func(ctx context.Context, tx *db.Tx, ref string, v Values) ([]Quote, error)

	// For records that are edited on pages of their own, which store their working copies with SaveIn. Fields is empty then.

	// Words returns what a record says, for people to read. It is set instead of Fields.
	Words func(words *locale.Printer, v Values) []Fact
	// Title returns the title of a record.
	Title func(v Values) string
	// Initial returns the values of a record that is not published and has no copy yet; of a new one ref is "".
	Initial func(ctx context.Context, tx *db.Tx, ref string) (Values, error)
	// EditPath and PublishPath return the addresses of the pages on which a record is edited, and checked and published.
	EditPath, PublishPath func(ref string) string

	// ReadFirst returns what people should read before they write a new record or change one. It may be nil.
	ReadFirst func(ctx context.Context, tx *db.Tx) ([]Reading, error)

	// Store keeps what the form shows, if that is a part of another kind of record. Such a kind has a form and no other page;
	// Path is the address of the form, and OfConsultation is set.
	Store Store
	// Lead returns a sentence for the top of such a form. It may be nil.
	Lead func(ctx context.Context, words *locale.Printer) (string, error)

	// Deleted deletes what else belongs to a discarded record that has just been deleted. It may be nil.
	Deleted func(ctx context.Context, tx *db.Tx, id string) error

	Example Values // a record that can be published, for tests
}

// Reading is something to read before a record is written.
type Reading struct {
	Title, Href string
	Fact        locale.LazyMessage // about it, or nothing
}

// Fact is a part of a record in words.
type Fact struct {
	Key         string // the same in every version
	Label, Text string
	Section     string     // title of the section of the form that it is in; "" for the first, if it has none
	Rows        [][]Phrase // of a list, which Text has too
}

// Facts returns what a record with the values v says. Parts without a text are left out.
func (k *Kind) Facts(words *locale.Printer, labels Labels, v Values) (all []Fact) {
	if k.Words != nil {
		return k.Words(words, v)
	}
	section := ""
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Section != "" {
			section = words.Say(f.Section)
		}
		if text := f.InWords(words, labels, v); text != "" {
			one := Fact{Key: f.Name, Label: words.Say(f.Label), Text: text, Section: section}
			if f.Kind == Rows {
				one.Rows = f.RowsInWords(words, labels, v)
			}
			all = append(all, one)
		}
	}
	return all
}

// Quote is a published figure that a text can quote.
type Quote struct {
	Code     string // to be copied into the text; it begins with QuoteOpen
	Question locale.Message
	Row      string
	Option   string
	Readable string // what readers see instead of the code
}

// QuoteOpen begins the code of every quote.
const QuoteOpen = "{{"

// WithQuotes returns text as readers see it, with what each code of quotes stands for.
func WithQuotes(text string, quotes []Quote) string {
	pairs := make([]string, 0, 2*len(quotes))
	for _, q := range quotes {
		pairs = append(pairs, q.Code, q.Readable)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Single reports whether the records of the kind always exist, so that there is neither a list of them nor a new one.
func (k *Kind) Single() bool { return k.Only != "" || k.OfConsultation != nil }

// RecordPath returns the address of the page of a record.
func (k *Kind) RecordPath(ref string) string {
	switch {
	case k.Only != "":
		return k.Path
	case k.OfConsultation != nil:
		return strings.ReplaceAll(k.Path, "{slug}", ref)
	}
	return k.Path + "/" + ref
}

// Field returns the field with this name, or nil.
func (k *Kind) Field(name string) *Field {
	if i := slices.IndexFunc(k.Fields, func(f Field) bool { return f.Name == name }); i >= 0 {
		return &k.Fields[i]
	}
	return nil
}

// Inputs returns the fields, each followed by the columns of its rows.
func (k *Kind) Inputs() iter.Seq[*Field] {
	fields := make([]*Field, len(k.Fields))
	for i := range k.Fields {
		fields[i] = &k.Fields[i]
	}
	return inputsOf(fields)
}

// Inputs yields the fields of p, each followed by its columns.
func (p Part) Inputs() iter.Seq[*Field] { return inputsOf(p.Fields) }

func inputsOf(fields []*Field) iter.Seq[*Field] {
	return func(yield func(*Field) bool) {
		for _, f := range fields {
			if !yield(f) {
				return
			}
			for j := range f.Columns {
				if !yield(&f.Columns[j]) {
					return
				}
			}
		}
	}
}

// maxTitle is the length in characters up to which lists have the titles of copies, by which an index sorts them.
const maxTitle = 300

// setTitle sets the title of c from its values. A record that always exists keeps its title.
func (k *Kind) setTitle(c *Copy) {
	switch {
	case k.Title != nil:
		c.Title = survey.CleanText(k.Title(c.Values))
	case !k.Single():
		c.Title = c.Values.Text(k.Fields[0].Name)
	}
	if all := []rune(c.Title); len(all) > maxTitle {
		c.Title = string(all[:maxTitle]) + "…"
	}
}

// FieldKind is what a field takes.
type FieldKind string

// The kinds of fields.
const (
	Line    FieldKind = "line"    // a text of one line
	Text    FieldKind = "text"    // a text of several lines
	Lines   FieldKind = "lines"   // several texts, one on each line
	Number  FieldKind = "number"  // a whole number that is not negative
	Decimal FieldKind = "decimal" // a number, which can be negative and have decimals
	Date    FieldKind = "date"    // a day
	// DateTime is a date that can have a time of day, like "2016-05-27 23:59". See TypedDateTime.
	DateTime FieldKind = "date-time"
	Choice   FieldKind = "choice"  // one of Options
	Choices  FieldKind = "choices" // any of Options
	Pick     FieldKind = "pick"    // one of many Options, such as records, by their names
	Picks    FieldKind = "picks"   // several of many Options, in an order
	Rows     FieldKind = "rows"    // a list of rows with the fields Columns
	Kept     FieldKind = "kept"    // a hidden column: which stored row it is, so that it keeps what the form does not have
	YesNo    FieldKind = "yes-no"  // "yes" or nothing

	Fixed FieldKind = "fixed" // a column that is shown and cannot be changed: which of the fixed rows it is

	Language FieldKind = "language" // one of all languages, by their names; the value is its tag
)

// Field declares a field of a kind of record.
type Field struct {
	Name string
	Kind FieldKind
	//locale:message
	Label string
	//locale:message
	Hint string
	//locale:message
	Section  string // heading above the field, with which a part of the form begins
	Required bool
	Expected bool             // the feature's validation asks for it, but not in every record
	Setting  string           // of the definition file that it is, like "source/name"; "" is Name
	Needs    actor.Capability // to change this field, if it is not Kind.Write
	Width    int              // of the input in characters; 0 is the full width
	// Ungrouped is set for numbers that have no thousands separator, such as years.
	Ungrouped bool

	UntilPublished bool // once the record is published, the field is shown and cannot be changed here
	Partial        bool // of a Date or DateTime without a time, only the month or the year may be known
	//locale:message
	TimeLabel string // of the input for the time of a DateTime
	//locale:message
	TimeHint string
	NoTime   string // time of a DateTime for which only a day was typed, like "23:59"; "" is none

	// Check returns a fault.Invalid error for a text that cannot be published. It may be nil.
	Check func(text string) error
	// Options returns what can be chosen.
	Options func(ctx context.Context, tx *db.Tx) ([]Option, error)
	Lookup  *Lookup // instead of Options, if they can be very many
	Columns []Field // of the rows
	Steady  bool    // the rows are given, such as one for each characteristic, and none is added, moved or removed
	//locale:message
	AddLabel string // of the button that adds a row
}

// Option is something that can be chosen.
type Option struct {
	Value string
	Label locale.Message
	Hint  locale.Message // nil: none
	Lang  string         // of the label, if it is not in the language of the page
	Org   string         // of a draft, which only people of its organisation see and choose; "" for what anyone may know
	Also  []string       // organisations whose people may know it too
}

// Name is the name of a record or person as an option, which is not translated.
type Name = locale.Verbatim

// Choose returns the Options of a field with always the same ones.
func Choose(options ...Option) func(context.Context, *db.Tx) ([]Option, error) {
	return func(context.Context, *db.Tx) ([]Option, error) { return options, nil }
}

// ChooseOf is Choose with values of a type, by their labels.
func ChooseOf[T interface {
	~string
	Label() locale.LazyMessage
}](values ...T) func(context.Context, *db.Tx) ([]Option, error) {
	var options []Option
	for _, v := range values {
		options = append(options, Option{Value: string(v), Label: v.Label()})
	}
	return Choose(options...)
}

// setting returns the path in the definition file.
func (f *Field) setting() string {
	if f.Setting != "" {
		return f.Setting
	}
	return f.Name
}

// refFrom makes the reference of a new record from its title: letters, digits and hyphens of ASCII, as
// addresses have them. fallback is for titles without any.
func refFrom(title, fallback string) string {
	words := strings.FieldsFunc(locale.Fold(title), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '\''
	})
	ref := ""
	for _, word := range words {
		word = strings.ReplaceAll(word, "'", "")
		if len(ref)+len(word) >= 60 {
			break
		}
		ref = strings.Trim(ref+"-"+word, "-")
	}
	if ref == "" {
		return fallback
	}
	return ref
}
