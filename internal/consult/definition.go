package consult

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Definition is a consultation as a file says it: what is imported, exported
// and shown in a demonstration.
type Definition struct {
	Slug            Slug             `yaml:"slug" json:"slug"`
	Org             string           `yaml:"organisation" json:"organisation,omitempty"` // "": the council
	Title           string           `yaml:"title" json:"title"`
	Type            Type             `yaml:"type" json:"type"`
	Opens           string           `yaml:"opens" json:"opens"` // as ParseMoment reads it
	Closes          string           `yaml:"closes" json:"closes"`
	Zone            string           `yaml:"zone" json:"zone"` // "": Europe/London
	GraceMinutes    *int             `yaml:"grace-minutes" json:"grace-minutes"`
	Published       bool             `yaml:"published" json:"published"`       // false leaves a published consultation as it is
	ChangeReason    string           `yaml:"change" json:"change"`             // why this differs from what was published before
	DeclaredChanges []DeclaredChange `yaml:"changed" json:"changed,omitempty"` // of each question that reads differently, whether it means the same; unsaid, it does not

	Text `yaml:",inline"`

	Forms      []survey.Form  `yaml:"forms" json:"forms"` // the first is the master, the others its editions
	Monitoring *Monitoring    `yaml:"monitoring" json:"monitoring,omitempty"`
	Register   *RegisterEntry `yaml:"register" json:"register,omitempty"`

	Retention  []RetentionRule  `yaml:"retention" json:"retention,omitempty"`
	Publishing *PublishingRules `yaml:"publishing" json:"publishing,omitempty"` // of what people write
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxSlug leaves room in an address and in a leaf of the record.
const maxSlug = 80

// build turns d into a draft and its forms, the master first and each with its
// equality questions. Its error tells everything that is wrong at once.
func (d *Definition) build() (*Consultation, []*survey.Form, error) {
	c := &Consultation{
		Slug: d.Slug, Org: cmp.Or(d.Org, actor.CouncilOrg), Title: strings.TrimSpace(d.Title), Type: d.Type, Stage: StageDraft, Grace: DefaultGrace,
		Text: d.Text.withoutDocumentTexts(), Monitoring: d.Monitoring, Register: d.Register,
	}
	var wrong problems
	if !slugPattern.MatchString(d.Slug) || len(d.Slug) > maxSlug {
		wrong.add("The slug %q is not valid. Use up to %d lower case letters, digits and single hyphens.", d.Slug, maxSlug)
	}
	if c.Title == "" {
		wrong.add("Give it a title.").forOfficer("about", locale.Key("Enter a title for the consultation."))
	}
	if !slices.Contains([]Type{Statutory, Formal, Engagement, Survey, Information}, d.Type) {
		wrong.add("The type %q is not one of statutory-consultation, consultation, engagement, survey and information-giving.", d.Type)
	}
	if d.GraceMinutes != nil {
		c.Grace = time.Duration(*d.GraceMinutes) * time.Minute
		if c.Grace < 0 || c.Grace > 24*time.Hour {
			wrong.add("grace-minutes must be between 0 and 1440, not %d.", *d.GraceMinutes)
		}
	}
	d.readDates(c, &wrong)
	d.checkDocuments(&wrong)
	d.checkPolicies(&wrong)
	if d.Register != nil {
		c.Stage = StagePublished
		if d.Register.Outcome != "" {
			c.Stage = StageReported
		}
		if len(d.Forms) > 0 {
			wrong.add("People cannot respond to a register entry, so it has no forms. Remove register or forms.")
		}
	}
	forms := d.readForms(&wrong)
	if c.Language == "" && len(d.Forms) > 0 {
		c.Language = d.Forms[0].Lang
	}
	if c.Language != "" && !locale.IsTag(c.Language) {
		wrong.add("%q is not a language code. Use a code like en, cy or gu.", c.Language)
	}
	return c, forms, wrong.err(d.Slug)
}

func (d *Definition) readDates(c *Consultation, wrong *problems) {
	for _, date := range []struct {
		name, wall string
		into       *CivilTime
	}{{"opens", d.Opens, &c.Opens}, {"closes", d.Closes, &c.Closes}} {
		if date.wall == "" {
			continue
		}
		m, err := ParseCivilTime(date.wall, d.Zone)
		if err != nil {
			wrong.add("%s: %s", date.name, fault.Message(err))
		}
		*date.into = m
	}
	if d.Feedback != "" {
		if _, err := time.Parse(time.DateOnly, d.Feedback); err != nil {
			wrong.add("The promised date of feedback, %q, is not a day such as 2016-06-30.", d.Feedback)
		}
	}
	if !c.Opens.IsZero() && !c.Closes.IsZero() && !c.Opens.At.Before(c.Closes.End()) {
		wrong.add("The consultation closes on %s, which is not after it opens on %s.", c.Closes.Format(), c.Opens.Format())
	}
	if d.Register != nil {
		return
	}
	if !c.Opens.IsZero() && c.Opens.Precision != PrecisionInstant && c.Opens.Precision != PrecisionDay {
		wrong.add("opens: give the day, such as 2016-04-25.")
	}
	if !c.Closes.IsZero() && c.Closes.Precision != PrecisionInstant {
		wrong.add("closes: give the time as well, such as 2016-05-27 23:59.")
	}
}

func (d *Definition) checkDocuments(wrong *problems) {
	seen := map[string]bool{}
	for i := range d.Documents {
		doc := &d.Documents[i]
		if !slugPattern.MatchString(doc.ID) || seen[doc.ID] {
			wrong.add("The document id %q is not usable, or is used twice. Use small letters, digits and hyphens.", doc.ID)
		}
		seen[doc.ID] = true
		if doc.Title == "" || doc.Version == "" || len(doc.Editions) == 0 {
			wrong.add("The document %q needs a title, the version of its text and at least one edition.", doc.ID).
				forOfficer("documents", locale.Key("The document “%s” needs a title, a version and at least one format."), cmp.Or(doc.Title, doc.ID))
		}
		if !slices.Contains(
			[]DocumentKind{Proposal, BackgroundInformation, EqualityImpact, Costs, PaperSurvey, QuestionsAndAnswers, OtherDocument},
			doc.Kind,
		) {
			wrong.add(
				"The document %q has the kind %q. Use proposal, information, equality-impact, costs, paper-survey, questions-and-answers or other.",
				doc.ID,
				doc.Kind,
			)
		}
		editions := map[string]bool{}
		for j := range doc.Editions {
			e := &doc.Editions[j]
			name, title := fmt.Sprintf("The edition %q of the document %q", e.ID(), doc.ID), cmp.Or(doc.Title, doc.ID)
			if editions[e.ID()] {
				wrong.add("%s is listed twice.", name)
			}
			editions[e.ID()] = true
			if !slices.Contains([]Format{Standard, EasyRead, LargePrint, Translation, SignedVideo}, e.Format) {
				wrong.add("%s has no format we know. Use standard, easy-read, large-print, translation or bsl-video.", name)
			}
			if e.Lang == "" {
				wrong.add("%s has no language. Use a code such as en, gu or bfi.", name)
			}
			if e.BasedOn == "" {
				wrong.add("%s does not say from which version of the text it was made.", name).
					forOfficer(
						"documents",
						locale.Key("Enter which version of the text the format or translation “%s” of the document “%s” is based on."),
						e.ID(),
						title,
					)
			}
			if (e.Text == "") == (e.Link == "") {
				wrong.add("%s needs either a text or a link.", name).
					forOfficer("documents", locale.Key("The format or translation “%s” of the document “%s” needs either text or a link."), e.ID(), title)
			}
			if e.Link != "" && !strings.HasPrefix(e.Link, "https://") && !strings.HasPrefix(e.Link, "/") {
				wrong.add("%s links to %q. Use an address that begins with https:// or /.", name, e.Link).
					forOfficer(
						"documents",
						locale.Key("The format or translation “%s” of the document “%s” links to “%s”. Use an address that begins with https:// or /."),
						e.ID(),
						title,
						e.Link,
					)
			}
		}
	}
}

// withoutDocumentTexts returns t without the texts of its documents, which can be long
// and are read one at a time.
func (t Text) withoutDocumentTexts() Text {
	t.Documents = slices.Clone(t.Documents)
	for i := range t.Documents {
		doc := &t.Documents[i]
		doc.Editions = slices.Clone(doc.Editions)
		for j := range doc.Editions {
			doc.Editions[j].Text = ""
		}
	}
	return t
}

// problem is one thing that is wrong with a definition. What is wrong with a form
// is told apart, because officers mend that elsewhere and in other words.
type problem struct {
	message       string
	section       string // of the desk, where it is mended; "" where it cannot be made
	officerFormat string // of a sentence for the desk
	officerArgs   []any
	form          *survey.Form
	formProblems  []survey.FormProblem
}

// forOfficer says the same to an officer, who has no file before them, and where it is
// mended.
func (p *problem) forOfficer(place, format string, args ...any) {
	p.section, p.officerFormat, p.officerArgs = place, format, args
}

// problems gathers what is wrong with a definition. It is the cause of the error
// that tells of them.
type problems []problem

func (p *problems) add(format string, args ...any) *problem {
	*p = append(*p, problem{message: fmt.Sprintf(format, args...)})
	return &(*p)[len(*p)-1]
}

// addForm adds what the engine has against f.
func (p *problems) addForm(f *survey.Form, err error, format string, args ...any) {
	one := problem{message: fmt.Sprintf(format, append(args, err)...), form: f}
	if wrong, ok := errors.AsType[*survey.FormError](err); ok {
		one.formProblems = wrong.Problems
	}
	*p = append(*p, one)
}

// Error tells of all of them, each on a line of its own.
func (p problems) Error() string { return p.join("\n") }

func (p problems) join(between string) string {
	var all []string
	for _, one := range p {
		all = append(all, one.message)
	}
	return strings.Join(all, between)
}

func (p problems) err(slug Slug) error {
	if len(p) == 0 {
		return nil
	}
	return &fault.Error{
		Kind: fault.Invalid,
		Say:  fmt.Sprintf("The consultation %q cannot be used as it is. %s", slug, p.join(" ")),
		Err:  p,
	}
}
