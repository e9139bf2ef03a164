package eia

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// ChallengePath is where officers edit challenge sessions.
const ChallengePath = "/staff/challenge-sessions"

const challengeName = "challenge"

// Challenge is a session in which an independent group scrutinised an assessment as a critical friend. Its observations and
// recommendations are not minutes: its members approve them.
type Challenge struct {
	Ref             string           `yaml:"ref"`
	Title           string           `yaml:"title"`
	Assessment      string           `yaml:"assessment"`
	By              string           `yaml:"challenged-by"`
	Date            time.Time        `yaml:"date"`
	Agreed          time.Time        `yaml:"agreed"` // by the members
	Attendees       []Attendees      `yaml:"attendees"`
	Observations    []string         `yaml:"observations"`
	Recommendations []Recommendation `yaml:"recommendations"`
	Invented        string           `yaml:"invented"`

	Edition int64 `yaml:"-" json:"-"` // number of the publication
}

// Subject is the beginning of the subjects of the entries that publish c in the public record. The number of the edition follows.
func (c *Challenge) Subject() string { return challengeName + "/" + c.Ref }

// Attendees are how many people of an organisation attended.
type Attendees struct {
	Organisation string `yaml:"organisation"`
	Number       int    `yaml:"number"`
}

// Recommendation is a recommendation with the council's answer.
type Recommendation struct {
	Text   string    `yaml:"recommendation"`
	Reply  Reply     `yaml:"reply"`
	Answer string    `yaml:"answer"`
	Owner  string    `yaml:"owner"`
	Due    time.Time `yaml:"due"`
	Done   time.Time `yaml:"done"`
}

// Reply is whether a recommendation is accepted.
type Reply string

var replies = []Reply{"accepted", "partly", "declined"}

var replyLabels = labelled{
	"accepted": locale.Lazy("Accepted"), "partly": locale.Lazy("Accepted in part"), "declined": locale.Lazy("Not accepted"),
}

// Label returns the name of r.
func (r Reply) Label() locale.LazyMessage {
	if r == "" {
		return locale.Lazy("Not answered yet")
	}
	return label(replyLabels, r)
}

// Late reports whether the recommendation is overdue, or was accepted with no date.
func (r *Recommendation) Late(day time.Time) bool {
	return r.Reply != "declined" && r.Done.IsZero() && !r.Due.IsZero() && day.After(r.Due)
}

func challengeKind() edit.Kind {
	return edit.Kind{
		Name: challengeName, Path: ChallengePath, Order: 21, Agrees: edit.AgreesNothing,
		One: "Challenge session", Many: "Challenge sessions", AddLabel: "Add a challenge session",
		Files: "challenge-sessions/*.yaml",
		About: "What independent groups observed and recommended about assessments, and our answers.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords,
		Fields: []edit.Field{
			{Name: "title", Kind: edit.Line, Required: true, Label: "Topic"},
			{Name: "assessment", Kind: edit.Pick, Required: true, Label: "Assessment", Lookup: Lookup},
			{Name: "challenged-by", Kind: edit.Line, Required: true, Label: "Group that met"},
			{Name: "date", Kind: edit.Date, Required: true, Label: "Date"},
			{Name: "agreed", Kind: edit.Date, Label: "Members agreed the text on"},
			{Name: "attendees", Kind: edit.Rows, Label: "Who attended", AddLabel: "Add an organisation", Columns: []edit.Field{
				{Name: "organisation", Kind: edit.Line, Required: true, Label: "Organisation"},
				{Name: "number", Kind: edit.Number, Label: "How many people", Width: 5},
			}},
			{Name: "observations", Kind: edit.Lines, Label: "Observations", Hint: "One on each line."},
			{Name: "recommendations", Kind: edit.Rows, Label: "Recommendations", AddLabel: "Add a recommendation", Columns: []edit.Field{
				{Name: "recommendation", Kind: edit.Text, Required: true, Label: "Recommendation"},
				{Name: "reply", Kind: edit.Choice, Label: "Reply", Options: edit.ChooseOf(replies...)},
				{Name: "answer", Kind: edit.Text, Label: "Answer"},
				{Name: "owner", Kind: edit.Line, Label: "Who is responsible"},
				{Name: "due", Kind: edit.Date, Label: "Done by"},
				{Name: "done", Kind: edit.Date, Label: "Done on"},
			}},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "dated", DateLabel: "Date"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, dated FROM eia_challenge`, "")
		},
		Load: edit.LoadBound(GetChallenge, (*Challenge).form),
		Publish: func(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
			if err := authorise(l.By); err != nil {
				return err
			}
			c, err := GetChallenge(ctx, l.Tx, ref)
			if fault.Is(err, fault.NotFound) {
				c, err = &Challenge{Ref: ref}, nil
			}
			if err != nil {
				return err
			}
			c.form().Change(v)
			_, err = c.define(ctx, l)
			return err
		},
		Example: exampleChallenge(),
	}
}

func (c *Challenge) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &c.Title),
		edit.BindLine("assessment", &c.Assessment),
		edit.BindLine("challenged-by", &c.By),
		edit.BindDate("date", &c.Date),
		edit.BindDate("agreed", &c.Agreed),
		edit.BindRows("attendees", &c.Attendees, func(a *Attendees) edit.Binding {
			return edit.Binding{edit.BindLine("organisation", &a.Organisation), edit.BindNumber("number", &a.Number)}
		}),
		edit.BindTexts("observations", &c.Observations),
		edit.BindRows("recommendations", &c.Recommendations, func(r *Recommendation) edit.Binding {
			return edit.Binding{edit.BindText("recommendation", &r.Text), edit.BindCode("reply", &r.Reply), edit.BindText("answer", &r.Answer),
				edit.BindLine("owner", &r.Owner), edit.BindDate("due", &r.Due), edit.BindDate("done", &r.Done)}
		}),
	}
}

// define validates and stores c, and reports whether it changed anything. Its error holds all definition.SettingErrors.
func (c *Challenge) define(ctx context.Context, l *definition.Loading) (changed bool, err error) {
	day, err := today(ctx, l.Tx)
	if err != nil {
		return false, err
	}
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each challenge session", c.Ref), "ref")
	if c.Title == "" || c.By == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter the topic, and the group that met."), "title")
	}
	if c.Date.IsZero() || c.Date.After(day) {
		wrong.Add(fault.New(fault.Invalid, "Enter the date of the session. It cannot be in the future."), "date")
	}
	for i, r := range c.Recommendations {
		if r.Reply != "" && !slices.Contains(replies, r.Reply) {
			wrong.Add(fault.Newf(fault.Invalid, "%q is not a reply. Use accepted, partly or declined.", r.Reply), "recommendations", i, "reply")
		}
		if r.Reply == "declined" && r.Answer == "" {
			wrong.Add(fault.New(fault.Invalid, "Say why the recommendation is not accepted."), "recommendations", i, "answer")
		}
		if r.Reply != "" && r.Reply != "declined" && (r.Owner == "" || r.Due.IsZero()) {
			wrong.Add(fault.New(fault.Invalid, "Enter who is responsible for the recommendation, and by when it is done."),
				"recommendations", i, "owner")
		}
	}
	if _, err := Get(ctx, l.Tx, c.Assessment); fault.Is(err, fault.NotFound) {
		wrong.Add(definition.Missing(kindName, c.Assessment,
			fault.Newf(fault.Invalid, "There is no assessment %q. Publish it first, or correct the reference.", c.Assessment)), "assessment")
	} else if err != nil {
		return false, err
	}
	if err := wrong.Err(); err != nil {
		return false, err
	}
	changed, _, err = addEdition(ctx, l.Tx, l.Record, challengeName, c.Ref, db.JSON(c), time.Time{})
	if err != nil || !changed {
		return false, err
	}
	_, err = l.Tx.Exec(ctx, `INSERT INTO eia_challenge (ref, title, dated, assessment) VALUES ($1, $2, $3, $4)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, dated = excluded.dated, assessment = excluded.assessment`,
		c.Ref, c.Title, db.Time(c.Date), c.Assessment)
	return true, err
}

// GetChallenge returns the latest edition of a challenge session, or fault.NotFound.
func GetChallenge(ctx context.Context, tx *db.Tx, ref string) (*Challenge, error) {
	e, err := db.One(ctx, tx, scanEdition, selectEdition+` WHERE kind = $1 AND ref = $2 AND latest`, challengeName, ref)
	if err != nil {
		return nil, err
	}
	c := &Challenge{}
	err = json.Unmarshal([]byte(e.body), c)
	c.Edition = e.number
	return c, err
}

// Challenges returns the challenge sessions about an assessment, oldest first.
func Challenges(ctx context.Context, tx *db.Tx, assessment string) (all []*Challenge, err error) {
	refs, err := db.All(ctx, tx, db.Text, `SELECT ref FROM eia_challenge WHERE assessment = $1 ORDER BY dated, ref`, assessment)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		c, err := GetChallenge(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func exampleChallenge() edit.Values {
	v := edit.Values{"title": {"Signs in the museum"}, "assessment": {"new-signs-in-the-museum"},
		"challenged-by": {"Equality Challenge Group"},
		"date":          {"2026-02-02"}, "observations": {"The signs are high.", "The map is small."}}
	v.SetRows("attendees", []edit.Values{{"organisation": {"Vision Exampleshire"}, "number": {"3"}}})
	v.SetRows("recommendations", []edit.Values{{"recommendation": {"Hang them lower."}, "reply": {"declined"},
		"answer": {"The law sets the height."}}})
	return v
}

func challengeDefinitions() definition.Kind {
	k := definition.FileKind[Challenge]{
		One: "challenge session", Many: "challenge sessions", Pattern: "challenge-sessions/*.yaml",
		Define: func(ctx context.Context, l *definition.Loading, c Challenge) error {
			if err := authorise(l.By); err != nil {
				return err
			}
			changed, err := c.define(ctx, l)
			if err != nil || !changed {
				return err
			}
			return audit.Append(ctx, l.Tx, l.By, "define-challenge", challengeName, c.Ref, "")
		},
		Count: func(Challenge) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return db.EachText(ctx, tx, "ref", func(ref string) (err error) {
				files["challenge-sessions/"+ref+".yaml"], err = GetChallenge(ctx, tx, ref)
				return err
			}, `SELECT ref FROM eia_challenge`, "")
		},
	}
	return k.Kind()
}
