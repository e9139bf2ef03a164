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

// Definition is a consultation as written in a definition file: the format of
// import, export and the demonstration.
type Definition struct {
	Slug         Slug   `yaml:"slug" json:"slug"`
	Org          string `yaml:"organisation" json:"organisation,omitempty"` // id; "" is the council
	Title        string `yaml:"title" json:"title"`
	Type         Type   `yaml:"type" json:"type"`
	Opens        string `yaml:"opens" json:"opens"` // for ParseCivilTime
	Closes       string `yaml:"closes" json:"closes"`
	Zone         string `yaml:"zone" json:"zone"` // "" is Europe/London
	GraceMinutes *int   `yaml:"grace-minutes" json:"grace-minutes"`
	Published    bool   `yaml:"published" json:"published"` // false does not unpublish a published consultation
	ChangeReason string `yaml:"change" json:"change"`       // why this differs from the version published before

	// DeclaredChanges says of each changed question whether its meaning changed.
	// A question that is not listed counts as changed in meaning.
	DeclaredChanges []DeclaredChange `yaml:"changed" json:"changed,omitempty"`

	Text `yaml:",inline"`

	Forms      []survey.Form  `yaml:"forms" json:"forms"` // the first is the master, the others its editions
	Monitoring *Monitoring    `yaml:"monitoring" json:"monitoring,omitempty"`
	Register   *RegisterEntry `yaml:"register" json:"register,omitempty"`

	Retention  []RetentionRule  `yaml:"retention" json:"retention,omitempty"`
	Publishing *PublishingRules `yaml:"publishing" json:"publishing,omitempty"` // for answers in people's own words
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxSlug is the maximum length of a slug in bytes. It leaves room in URLs and
// in leaves of the public record.
const maxSlug = 80

// build converts d to a draft consultation and its forms, the master first,
// each with its equality questions. The error is a fault.Invalid that lists
// every problem; its cause is of type problems.
func (d *Definition) build() (*Consultation, []*survey.Form, error) {
	c := &Consultation{
		Slug: d.Slug, Org: cmp.Or(d.Org, actor.CouncilOrg), Title: strings.TrimSpace(d.Title), Type: d.Type,
		Stage: StageDraft, Grace: DefaultGrace,
		Text: d.Text.withoutDocumentTexts(), Monitoring: d.Monitoring, Register: d.Register,
	}
	var wrong problems
	if !slugPattern.MatchString(d.Slug) || len(d.Slug) > maxSlug {
		wrong.add(sectionAbout, "The slug %q is not valid. Use up to %d lower case letters, digits and single hyphens.", d.Slug, maxSlug).
			at("slug")
	}
	if c.Title == "" {
		wrong.add(sectionAbout, "Enter a title.").forOfficer(locale.Key("Enter a title for the consultation.")).at("title")
	}
	if !slices.Contains([]Type{Statutory, Formal, Engagement, Survey, Information}, d.Type) {
		wrong.add(sectionAbout,
			"The type %q is not valid. Use statutory-consultation, consultation, engagement, survey or information-giving.", d.Type).
			forOfficer(locale.Key("Select the type of consultation.")).at("type")
	}
	if d.GraceMinutes != nil {
		c.Grace = time.Duration(*d.GraceMinutes) * time.Minute
		if c.Grace < 0 || c.Grace > 24*time.Hour {
			wrong.add(sectionDates, "grace-minutes must be between 0 and 1440, not %d.", *d.GraceMinutes).at("grace-minutes")
		}
	}
	d.readDates(c, &wrong)
	d.checkDocuments(&wrong)
	d.checkPolicies(&wrong)
	d.checkPromises(&wrong)
	if d.Register != nil {
		c.Stage = StagePublished
		if d.Register.Outcome != "" {
			c.Stage = StageReported
		}
		if len(d.Forms) > 0 {
			wrong.add(sectionQuestionnaire, "People cannot respond to a register entry, so it has no forms. Remove register or forms.").
				at("register")
		}
	}
	if email := strings.TrimSpace(d.Contact.Email); email != "" && !survey.IsEmail(email) {
		wrong.add(sectionAbout, "%q is not an email address. Enter a contact email address like name@example.com.", email).
			forOfficer(locale.Key("Contact email address must be like name@example.com.")).at("contact", "email")
	}
	forms := d.readForms(&wrong)
	if len(forms) > 0 && d.AreaQuestion != "" && !slices.Contains(AreaQuestions(&d.Forms[0]), d.AreaQuestion) {
		wrong.add(sectionEquality, "The questionnaire has no question %q with one answer. area-question names the question where people live.",
			d.AreaQuestion).
			forOfficer(locale.Key("Choose which question asks where people live.")).at("area-question")
	}
	if c.Language == "" && len(d.Forms) > 0 {
		c.Language = d.Forms[0].Lang
	}
	if c.Language != "" && !locale.IsTag(c.Language) {
		wrong.add(sectionAbout, "%q is not a language code. Use a code like en, cy or gu.", c.Language).
			forOfficer(locale.Key("Language of this text must be a language code, like en, cy or gu.")).at("language")
	}
	return c, forms, wrong.err(d.Slug)
}

// notADate is the message to officers about a date that is none; its argument is in dateLabels.
var notADate = locale.Key("%s must be a real date, like 27 5 2026.")

// dateLabels are the names of the dates of a consultation on the page on which they are edited.
var dateLabels = map[string]locale.LazyMessage{
	"opens": locale.Lazy("Opening date"), "closes": locale.Lazy("Closing date"),
	"feedback": locale.Lazy("Date to publish feedback by"),
}

func (d *Definition) readDates(c *Consultation, wrong *problems) {
	for _, date := range []struct {
		name, wall string
		parse      func(wall, zone string) (CivilTime, error)
		into       *CivilTime
	}{{"opens", d.Opens, ParseCivilTime, &c.Opens}, {"closes", d.Closes, ParseClosing, &c.Closes}} {
		if date.wall == "" {
			continue
		}
		m, err := date.parse(date.wall, d.Zone)
		if err != nil {
			wrong.add(sectionDates, "%s: %s", date.name, fault.Message(err)).
				forOfficer(notADate, dateLabels[date.name]).at(date.name)
		}
		*date.into = m
	}
	if d.Feedback != "" {
		if _, err := time.Parse(time.DateOnly, d.Feedback); err != nil {
			wrong.add(sectionDates, "The feedback date %q must be a date like 2016-06-30.", d.Feedback).
				forOfficer(notADate, dateLabels["feedback"]).at("feedback")
		}
	}
	if !c.Opens.IsZero() && !c.Closes.IsZero() && !c.Opens.At.Before(c.Closes.End()) {
		wrong.add(sectionDates, "The closing date, %s, must be after the opening date, %s.", c.Closes.Format(), c.Opens.Format()).
			forOfficer(locale.Key("The closing date, %s, must be after the opening date, %s."), c.Closes, c.Opens).at("closes")
	}
	if d.Register != nil {
		return
	}
	if !c.Opens.IsZero() && c.Opens.Precision != PrecisionInstant && c.Opens.Precision != PrecisionDay {
		wrong.add(sectionDates, "opens: enter a full date, like 2016-04-25.").
			forOfficer(notADate, dateLabels["opens"]).at("opens")
	}
	if !c.Closes.IsZero() && c.Closes.Precision != PrecisionInstant {
		wrong.add(sectionDates, "closes: enter a time as well, like 2016-05-27 23:59.").
			forOfficer(locale.Key("Closing date must have a time, like 11:59pm.")).at("closes")
	}
}

func (d *Definition) checkDocuments(wrong *problems) {
	seen := map[string]bool{}
	for i := range d.Documents {
		doc := &d.Documents[i]
		if !slugPattern.MatchString(doc.ID) || seen[doc.ID] {
			wrong.add(sectionDocuments,
				"The document id %q is not valid or is used twice. Use lower case letters, digits and single hyphens.", doc.ID).
				at("documents", i, "id")
		}
		seen[doc.ID] = true
		if doc.Title == "" || doc.Version == "" || len(doc.Editions) == 0 {
			wrong.add(sectionDocuments, "The document %q needs a title, a version and at least one edition.", doc.ID).
				forOfficer(locale.Key("The document “%s” needs a title, a version and at least one format."), cmp.Or(doc.Title, doc.ID)).
				at("documents", i)
		}
		if !slices.Contains(
			[]DocumentKind{Proposal, BackgroundInformation, EqualityImpact, Costs, PaperSurvey, QuestionsAndAnswers, OtherDocument},
			doc.Kind,
		) {
			wrong.add(sectionDocuments,
				"The kind %[2]q of the document %[1]q is not valid. "+
					"Use proposal, information, equality-impact, costs, paper-survey, questions-and-answers or other.",
				doc.ID, doc.Kind).at("documents", i, "kind")
		}
		editions := map[string]bool{}
		for j := range doc.Editions {
			e := &doc.Editions[j]
			if editions[e.ID()] {
				wrong.add(sectionDocuments, "The edition %q of the document %q is listed twice.", e.ID(), doc.ID).
					at("documents", i, "editions", j)
			}
			editions[e.ID()] = true
			doc.checkEdition(e, wrong, "documents", i, "editions", j)
		}
	}
}

func (doc *Document) checkEdition(e *Edition, wrong *problems, path ...any) {
	within := func(setting string) []any { return append(slices.Clone(path), setting) }
	name := fmt.Sprintf("The edition %q of the document %q", e.ID(), doc.ID)
	format, title := e.Label(), cmp.Or(doc.Title, doc.ID) // for officers
	if !slices.Contains([]Format{Standard, EasyRead, LargePrint, Translation, SignedVideo}, e.Format) {
		wrong.add(sectionDocuments, "%s has no valid format. Use standard, easy-read, large-print, translation or bsl-video.", name).
			at(within("format")...)
	}
	if e.Lang == "" {
		wrong.add(sectionDocuments, "%s has no language. Use a code like en, gu or bfi.", name).at(within("lang")...)
	}
	if e.BasedOn == "" {
		wrong.add(sectionDocuments, "%s needs the version of the text that it is based on.", name).forOfficer(
			locale.Key("Enter which version of the text the format or translation “%s” of the document “%s” is based on."), format, title).
			at(within("from")...)
	}
	if (e.Text == "") == (e.Link == "") {
		wrong.add(sectionDocuments, "%s needs either text or a link.", name).forOfficer(
			locale.Key("The format or translation “%s” of the document “%s” needs either text or a link."), format, title).
			at(within("text")...)
	}
	if e.Link != "" && !strings.HasPrefix(e.Link, "https://") && !strings.HasPrefix(e.Link, "/") {
		wrong.add(sectionDocuments, "%s links to %q. Use an address that begins with https:// or /.", name, e.Link).forOfficer(
			locale.Key("The format or translation “%s” of the document “%s” links to “%s”. "+
				"Use an address that begins with https:// or /."),
			format, title, e.Link).at(within("link")...)
	}
}

// withoutDocumentTexts returns a copy of t without the texts of its documents,
// which can be long and are loaded one at a time from the definition.
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

// The sections of a consultation in the staff area. A problem or finding names
// the section in which officers can fix it.
const (
	sectionAbout         = "about"
	sectionFairness      = "fairness"
	sectionDates         = "dates"
	sectionDocuments     = "documents"
	sectionQuestionnaire = "questionnaire"
	sectionEquality      = "equality"
)

// problem is one error in a definition. Errors inside a form are in
// formProblems, because officers fix them in the questionnaire builder and read
// them in other words.
type problem struct {
	message       string // for the author of a definition file
	section       string // of the staff area
	path          []any  // of the setting in a definition file; see definition.File.At
	officerFormat string // the message for officers, if it differs; "" is message
	officerArgs   []any
	form          *survey.Form // the form that formProblems is about
	formIndex     int          // of form in Definition.Forms
	formProblems  []survey.FormProblem
}

// forOfficer sets the message for officers, who do not see the definition file
// and its setting names.
func (p *problem) forOfficer(format string, args ...any) *problem {
	p.officerFormat, p.officerArgs = format, args
	return p
}

// at sets the setting that is wrong.
func (p *problem) at(path ...any) *problem { p.path = path; return p }

// problems lists the errors in a definition. It is the cause of the
// fault.Invalid that build returns.
type problems []problem

func (p *problems) add(section, format string, args ...any) *problem {
	*p = append(*p, problem{message: fmt.Sprintf(format, args...), section: section})
	return &(*p)[len(*p)-1]
}

// addForm adds err, with which package survey refused f, which is Definition.Forms[index].
// format has a verb for each of args and one for err.
func (p *problems) addForm(index int, f *survey.Form, err error, format string, args ...any) {
	refused := problem{
		message: fmt.Sprintf(format, append(args, err)...), section: sectionQuestionnaire, form: f, formIndex: index,
		path: []any{"forms", index},
	}
	if formErr, ok := errors.AsType[*survey.FormError](err); ok {
		refused.formProblems = formErr.Problems
	}
	*p = append(*p, refused)
}

// Error lists all problems, one a line.
func (p problems) Error() string { return p.join("\n") }

func (p problems) join(sep string) string {
	messages := make([]string, len(p))
	for i := range p {
		messages[i] = p[i].message
	}
	return strings.Join(messages, sep)
}

func (p problems) err(slug Slug) error {
	if len(p) == 0 {
		return nil
	}
	return &fault.Error{
		Kind: fault.Invalid,
		Say:  fmt.Sprintf("The definition of the consultation %q has errors. %s", slug, p.join(" ")),
		Err:  p,
	}
}
