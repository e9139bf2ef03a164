package decision

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// IssueLog is the log of the key issues that a consultation raised, which officers write before a decision is made. The page
// of a decision after the consultation shows them with its own.
type IssueLog struct {
	Consultation string  `yaml:"consultation" json:"consultation"`
	Language     string  `yaml:"language" json:"language,omitempty"` // "" is the language of the council
	Summary      string  `yaml:"summary" json:"summary,omitempty"`
	Limits       string  `yaml:"limits" json:"limits,omitempty"` // who did not respond
	Invented     string  `yaml:"invented" json:"invented,omitempty"`
	Issues       []Issue `yaml:"issues" json:"issues"`

	Edition int64 `yaml:"-" json:"-"`
}

// IssuesPath is where officers write the key issues of a consultation.
const IssuesPath = "/staff/consultations/{slug}/key-issues"

// PublicIssuesPath returns the address of the public page of the key issues of a consultation.
func PublicIssuesPath(slug string) string { return "/consultations/" + slug + "/key-issues" }

func scanLog(r db.Row) (*IssueLog, error) {
	l := &IssueLog{}
	err := scanEdition(r, l, &l.Edition)
	for i := range l.Issues {
		l.Issues[i].Consultation, l.Issues[i].Language = l.Consultation, l.Language
	}
	return l, err
}

// GetIssueLog returns the key issues of a consultation, or fault.NotFound.
func GetIssueLog(ctx context.Context, tx *db.Tx, consultation string) (*IssueLog, error) {
	return db.One(ctx, tx, scanLog, `SELECT body, edition FROM decision_log WHERE latest AND consultation = $1`, consultation)
}

// IssuesSubject returns the subject of the entries in the public record that publish the key issues of a consultation.
func IssuesSubject(consultation string) string { return "key-issues/" + consultation }

// AllIssues returns the key issues of d and, if it is a decision after a consultation, those in the log of the consultation.
func (d *Decision) AllIssues(ctx context.Context, tx *db.Tx) ([]Issue, error) {
	if d.Kind != Outcome || d.Consultation == "" {
		return d.Issues, nil
	}
	l, err := GetIssueLog(ctx, tx, d.Consultation)
	if fault.Is(err, fault.NotFound) {
		return d.Issues, nil
	} else if err != nil {
		return nil, err
	}
	return slices.Concat(d.Issues, l.Issues), nil
}

// IssuesKind declares the key issues of a consultation as a record that officers edit in the browser.
func (s *Service) IssuesKind() edit.Kind {
	example := edit.Values{"summary": {"Most people want more benches."}, "limits": {"Few young people responded."}}
	example.SetRows("issues", []edit.Values{
		{"ref": {"benches-example"}, "issue": {"There is nowhere to sit."}, "raised-by": {"Older people"},
			"sources": {string(FromLetters)}, "response": {"We agree."}, "change": {"We will add benches."}},
		{"ref": {"benches-later"}, "issue": {"The paths are muddy."}, "raised-by": {"Walkers"},
			"owner": {"Head of parks"}, "due": {"2030-01-31"}},
	})
	return edit.Kind{
		Name: "key-issues", Path: IssuesPath, One: "Key issues", Many: "Key issues",
		Files: "key-issues/*.yaml",
		About: "What people raised, the council’s answers and what changed. This will be public, including what has no answer yet.",
		Write: actor.Draft, Approve: actor.Decide, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "summary", Kind: edit.Text, Label: "Summary"},
			issuesField(),
			{Name: "limits", Kind: edit.Text, Label: "Who we did not hear from", Hint: "And how that limits what the responses show."},
		},
		OfConsultation: consult.TitleAndOrg,
		Load:           edit.LoadBound(GetIssueLog, (*IssueLog).form),
		Publish:        s.publishIssues,
		Quotes:         QuotesOfLatest,
		PublicPath:     PublicIssuesPath,
		Example:        example,
	}
}

func (l *IssueLog) form() edit.Binding {
	return edit.Binding{
		edit.BindText("summary", &l.Summary),
		edit.BindText("limits", &l.Limits),
		edit.BindRows("issues", &l.Issues, (*Issue).form),
	}
}

// publishIssues publishes the key issues of a consultation, or a correction of them.
func (s *Service) publishIssues(ctx context.Context, l *definition.Loading, slug string, v edit.Values) error {
	c, err := consult.GetOwned(ctx, l.Tx, l.By, slug)
	if err != nil {
		return err
	}
	stored, err := GetIssueLog(ctx, l.Tx, slug)
	if fault.Is(err, fault.NotFound) {
		stored, err = &IssueLog{Consultation: slug, Language: c.Language}, nil
	}
	if err != nil {
		return err
	}
	stored.form().Change(v)
	if err := nameIssues(ctx, l.Tx, slug, stored.Issues); err != nil {
		return err
	}
	return s.defineIssues(ctx, l, stored)
}

// DefineIssuesIn records the key issues of a consultation in the transaction of l. Defining the same again changes nothing.
func (s *Service) DefineIssuesIn(ctx context.Context, l *definition.Loading, def IssueLog) (err error) {
	defer fault.Wrap(&err, "record the key issues of %s", def.Consultation)
	if !l.By.May(actor.Decide) {
		return forbidden()
	}
	return s.defineIssues(ctx, l, &def)
}

func (s *Service) defineIssues(ctx context.Context, l *definition.Loading, log *IssueLog) error {
	var wrong definition.SettingErrors
	_, err := getConsultation(ctx, l.Tx, log.Consultation)
	wrong.Add(err, "consultation")
	wrong.Add(evidence.CheckLanguage(log.Language), "language")
	wrong.Add(validateIssues(log.Issues))
	for i := range log.Issues {
		if err == nil {
			wrong.Add(s.checkIssueReferences(ctx, l, log.Consultation, &log.Issues[i]), "issues", i)
		}
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	changed, err := log.save(ctx, l.Tx, l.Record)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "record-key-issues", "consultation", log.Consultation, "")
}

// save stores l as a new edition and adds an entry to the public record, unless it equals the latest edition.
func (l *IssueLog) save(ctx context.Context, tx *db.Tx, w *record.Writer) (changed bool, err error) {
	body := db.JSON(l)
	latest, edition, err := latestEdition(ctx, tx, `decision_log`, `consultation`, l.Consultation)
	if err != nil || latest == body {
		return false, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE decision_log SET latest = FALSE WHERE consultation = $1`, l.Consultation); err != nil {
		return false, err
	}
	body = withEdition(body, edition+1)
	_, err = tx.Exec(ctx, `INSERT INTO decision_log (consultation, edition, latest, recorded, body) VALUES ($1, $2, TRUE, $3, $4)`,
		l.Consultation, edition+1, db.Time(now), body)
	if err != nil {
		return false, err
	}
	w.Add(recordLeaf("key-issues/"+l.Consultation, body))
	return true, saveIssues(ctx, tx, "", l.Consultation, l.Issues)
}

// Unanswered is how many key issues of a consultation have no answer yet, and the day by which the first is due.
type Unanswered struct {
	Consultation consult.Slug
	N            int64
	Due          string // like 2030-01-31
}

// CountUnanswered returns the consultations with key issues that have no answer yet.
func CountUnanswered(ctx context.Context, tx *db.Tx) ([]Unanswered, error) {
	return db.All(ctx, tx, func(r db.Row) (u Unanswered, err error) { return u, r.Scan(&u.Consultation, &u.N, &u.Due) }, `
		SELECT consultation, COUNT(*), MIN(due) FROM decision_issue WHERE due <> '' AND consultation <> ''
		GROUP BY consultation ORDER BY MIN(due), consultation`)
}

// GetIssue returns a key issue of a decision or a log, or fault.NotFound.
func GetIssue(ctx context.Context, tx *db.Tx, ref string) (Issue, error) {
	return db.One(ctx, tx, scanIssue, `SELECT body, decision, consultation FROM decision_issue WHERE ref = $1`, ref)
}

// IssueOptions returns all key issues, in the order of their references.
func IssueOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	order := db.Order{Columns: []db.Column{{Name: "ref"}}}
	err = db.ReadEach(ctx, tx, scanIssue, func(i Issue) []any { return []any{i.Ref} }, order, func(i Issue) error {
		all = append(all, edit.Option{Value: i.Ref, Label: edit.Name(WithoutFigures(i.Issue))})
		return nil
	}, `SELECT body, decision, consultation FROM decision_issue`, "")
	return all, err
}

// CheckText checks that the figures that a text quotes are published, or will be by l.
func (s *Service) CheckText(ctx context.Context, l *definition.Loading, text string) error {
	_, err := s.FiguresDuring(l).Expand(ctx, l.Tx, text)
	return err
}

// Expand fills in the figures of a text.
func (s *Service) Expand(ctx context.Context, tx *db.Tx, text string) (Prose, error) {
	return s.Figures.Expand(ctx, tx, text)
}

// Answered reports whether the council has responded to i.
func (i *Issue) Answered() bool { return strings.TrimSpace(i.Response) != "" }

// Path returns the address of i on the page that it was recorded for.
func (i *Issue) Path() string {
	if i.Decision != "" {
		return "/decisions/" + i.Decision + "#issue-" + i.Ref
	}
	return PublicIssuesPath(i.Consultation) + "#issue-" + i.Ref
}

// Origin is the decision, or the log of a consultation, that an issue was recorded for.
type Origin struct {
	Title, Language string
	Path            string
	Date            time.Time // of the decision, or on which the log was published as it is
}

// origin returns what i was recorded for.
func (i *Issue) origin(ctx context.Context, tx *db.Tx) (o Origin, err error) {
	path, _, _ := strings.Cut(i.Path(), "#")
	if i.Decision != "" {
		d, err := Get(ctx, tx, i.Decision)
		if err != nil {
			return o, err
		}
		return Origin{d.Title, d.Language, path, d.Date}, nil
	}
	c, err := consult.Get(ctx, tx, i.Consultation)
	if err != nil {
		return o, err
	}
	scan := func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.ScanTime(&at)) }
	recorded, err := db.One(ctx, tx, scan, `SELECT recorded FROM decision_log WHERE latest AND consultation = $1`, i.Consultation)
	return Origin{c.Title, c.Language, path, recorded}, err
}
