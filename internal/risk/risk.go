// Package risk is equality risks, and options for a saving or for placing staff and money, ranked by what they do to the people
// who are worst off.
package risk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/receipt"
)

// Step is a step of the scales of harm and likelihood, which needs have too.
type Step = evidence.Step

// Confidence is how good the evidence for a risk is.
type Confidence string

// The confidences.
const (
	Weak   Confidence = "weak"
	Fair   Confidence = "fair"
	Strong Confidence = "strong"
)

// Label returns the name of the confidence.
func (c Confidence) Label() locale.LazyMessage {
	switch c {
	case Strong:
		return locale.Lazy("Strong evidence")
	case Fair:
		return locale.Lazy("Some evidence")
	}
	return locale.Lazy("Weak evidence")
}

// Level is a band of scores.
type Level int

// LevelOf returns the band of a score: 1–2, 3–4, 6–9 and 12–16, as Wiltshire Council’s assessments have them.
func LevelOf(score int) Level {
	switch {
	case score >= 12:
		return 3
	case score >= 6:
		return 2
	case score >= 3:
		return 1
	}
	return 0
}

// Label returns the name of the band.
func (l Level) Label() locale.LazyMessage {
	return []locale.LazyMessage{locale.Lazy("Very low"), locale.Lazy("Low"), locale.Lazy("Medium"), locale.Lazy("High")}[l]
}

// Risk is an equality risk in the register.
type Risk struct {
	Ref        string     `yaml:"ref" json:"ref"`
	Title      string     `yaml:"title" json:"title"`
	Who        []string   `yaml:"who" json:"who"` // codes of package equality
	Cause      string     `yaml:"cause" json:"cause"`
	Harm       Step       `yaml:"harm" json:"harm"` // before anything is done
	Likelihood Step       `yaml:"likelihood" json:"likelihood"`
	People     int64      `yaml:"people" json:"people"`                     // affected; 0 if it is not known
	Affected   *float64   `yaml:"share-affected" json:"share-affected"`     // percentage of the group among those affected
	Population *float64   `yaml:"share-population" json:"share-population"` // the same among everyone
	Confidence Confidence `yaml:"confidence" json:"confidence"`
	Actions    []string   `yaml:"actions" json:"actions"`     // references
	Left       Step       `yaml:"harm-left" json:"harm-left"` // after the actions
	LeftLikely Step       `yaml:"likelihood-left" json:"likelihood-left"`
	Owner      string     `yaml:"owner" json:"owner"`             // a role
	Places     []string   `yaml:"places" json:"places,omitempty"` // references
	Review     time.Time  `yaml:"review" json:"review"`

	deprived int // of the most deprived place when it was saved: 10 is the most deprived tenth; 0 is unknown
}

// Inherent is the score before anything is done.
func (r *Risk) Inherent() int { return r.Harm.Number() * r.Likelihood.Number() }

// Residual is the score after the actions.
func (r *Risk) Residual() int { return r.Left.Number() * r.LeftLikely.Number() }

// Disproportion is how many times as often the group is among those affected as among everyone; 0 if it is not known.
func (r *Risk) Disproportion() float64 {
	if r.Affected == nil || r.Population == nil || *r.Population <= 0 {
		return 0
	}
	return *r.Affected / *r.Population
}

func (r *Risk) validate(ctx context.Context, tx *db.Tx) error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each risk", r.Ref), "ref")
	if strings.TrimSpace(r.Title) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter a title."), "title")
	}
	for _, f := range []struct {
		step Step
		name string
	}{{r.Harm, "harm"}, {r.Likelihood, "likelihood"}, {r.Left, "harm-left"}, {r.LeftLikely, "likelihood-left"}} {
		if f.step.Number() == 0 {
			wrong.Add(fault.New(fault.Invalid, "Select a step from 1 to 4."), f.name)
		}
	}
	if r.Residual() > r.Inherent() {
		wrong.Add(fault.New(fault.Invalid, "The risk after the actions cannot be higher than before them."), "harm-left")
	}
	for i, code := range r.Who {
		if _, ok := evidence.GroupName(code); !ok {
			wrong.Add(fault.Newf(fault.Invalid, "%q is not a characteristic code. Use a code like religion-belief.", code), "who", i)
		}
	}
	wrong.Add(place.Require(ctx, tx, r.Places), "places")
	for i, ref := range r.Actions {
		_, err := action.Get(ctx, tx, ref)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("action", ref, fault.Newf(fault.Invalid, "There is no action with the reference %q.", ref))
		}
		wrong.Add(err, "actions", i)
	}
	return wrong.Err()
}

// Appraisal compares options for a decision. Each publication of it is kept.
type Appraisal struct {
	Ref     string   `yaml:"ref" json:"ref"`
	Number  int64    `yaml:"-" json:"number"` // from 1 for each reference
	Title   string   `yaml:"title" json:"title"`
	About   string   `yaml:"about" json:"about,omitempty"`
	Options []Option `yaml:"options" json:"options"`
	Effects []Effect `yaml:"effects" json:"effects"`
	Chosen  string   `yaml:"chosen" json:"chosen,omitempty"` // name of an option; "" until one is chosen
	Reasons string   `yaml:"reasons" json:"reasons,omitempty"`
	// Decision is the reference of the decision with which the option was chosen, or "".
	Decision string    `yaml:"decision" json:"decision,omitempty"`
	Review   time.Time `yaml:"review" json:"review,omitzero"`

	Invented string `yaml:"invented" json:"invented,omitempty"`
}

func (a *Appraisal) validate(ctx context.Context, tx *db.Tx) error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each appraisal", a.Ref), "ref")
	if strings.TrimSpace(a.Title) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter a title."), "title")
	}
	if len(a.Options) < 2 {
		wrong.Add(fault.New(fault.Invalid, "Add at least two options. One can be to change nothing."), "options")
	}
	if len(a.Options) > maxOptions || len(a.Effects) > maxEffects {
		wrong.Add(fault.Newf(fault.Invalid, "A comparison can have at most %d options and %d effects. Remove some.", maxOptions, maxEffects),
			"options")
	}
	names := map[string]bool{}
	for i, o := range a.Options {
		if o.Name == "" || names[o.Name] {
			wrong.Add(fault.New(fault.Invalid, "Each option needs a name of its own."), "options", i, "name")
		}
		names[o.Name] = true
		wrong.Add(place.Require(ctx, tx, o.Places), "options", i, "places")
	}
	for i, e := range a.Effects {
		if !names[e.Option] {
			wrong.Add(fault.Newf(fault.Invalid, "There is no option %q. Write the name as above.", e.Option), "effects", i, "option")
		}
		if e.Who == "" {
			wrong.Add(fault.New(fault.Invalid, "Say who is affected."), "effects", i, "who")
		}
		for name, n := range map[string]int{"harm": e.Harm, "likelihood": e.Likelihood} {
			if n < Lowest || n > Highest {
				wrong.Add(fault.New(fault.Invalid, "Select a step from 1 to 4."), "effects", i, name)
			}
		}
	}
	if a.Decision != "" {
		_, err := decision.Get(ctx, tx, a.Decision)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("decision", a.Decision,
				fault.Newf(fault.Invalid, "There is no decision with the reference %q.", a.Decision))
		}
		wrong.Add(err, "decision")
		if a.Chosen == "" {
			wrong.Add(fault.New(fault.Invalid, "Enter the option that was chosen with this decision."), "chosen")
		}
	}
	if a.Chosen != "" {
		if !names[a.Chosen] {
			wrong.Add(fault.Newf(fault.Invalid, "There is no option %q. Write the name as above.", a.Chosen), "chosen")
		}
		if strings.TrimSpace(a.Reasons) == "" {
			wrong.Add(fault.New(fault.Invalid, "Give the reasons for the option that was chosen."), "reasons")
		}
		if a.Review.IsZero() {
			wrong.Add(fault.New(fault.Invalid, "Enter the date on which the choice will be reviewed."), "review")
		}
	}
	return wrong.Err()
}

func scanRisk(row db.Row) (r Risk, err error) {
	var content string
	if err := row.Scan(&content, &r.deprived); err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(content), &r)
}

// GetRisk returns the risk ref, or fault.NotFound.
func GetRisk(ctx context.Context, tx *db.Tx, ref string) (*Risk, error) {
	r, err := db.One(ctx, tx, scanRisk, `SELECT content, deprived FROM risk_risk WHERE ref = $1`, ref)
	return &r, err
}

// RegisterSorts are the orders of the register. Scores are those after the actions; of equal ones, those in the most
// deprived places come first.
var RegisterSorts = db.Sorts[Risk]{
	{Name: "score", Order: db.Order{Columns: []db.Column{{Name: "score", Number: true}, {Name: "deprived", Number: true}, {Name: "ref"}},
		Descending: true},
		Position: func(r Risk) []any { return []any{r.Residual(), r.deprived, r.Ref} }},
	{Name: "title", Order: db.Order{Columns: []db.Column{{Name: "title"}, {Name: "ref"}}},
		Position: func(r Risk) []any { return []any{r.Title, r.Ref} }},
	{Name: "review", Order: db.Order{Columns: []db.Column{{Name: "review"}, {Name: "ref"}}},
		Position: func(r Risk) []any { return []any{db.Time(r.Review), r.Ref} }},
}

// Register returns a page of all risks, sorted by one of RegisterSorts.
func Register(ctx context.Context, tx *db.Tx, by db.Sort, at string, size int) (db.Page[Risk], error) {
	order, position := RegisterSorts.In(by)
	return db.ReadPage(ctx, tx, scanRisk, position, db.PageQuery{Order: order, At: at, Size: size},
		`SELECT content, deprived FROM risk_risk`, "")
}

func (r *Risk) save(ctx context.Context, tx *db.Tx) error {
	hardship, err := place.HardshipOf(ctx, tx, r.Places)
	if err != nil {
		return err
	}
	deprived := 0
	if tenth := place.WorstTenth(hardship); tenth > 0 {
		deprived = 11 - tenth
	}
	_, err = tx.Exec(ctx, `INSERT INTO risk_risk (ref, title, score, deprived, review, content) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, score = excluded.score, deprived = excluded.deprived,
			review = excluded.review, content = excluded.content`,
		r.Ref, r.Title, r.Residual(), deprived, db.Time(r.Review), db.JSON(r))
	return err
}

func scanAppraisal(row db.Row) (*Appraisal, error) {
	var content string
	if err := row.Scan(&content); err != nil {
		return nil, err
	}
	a := &Appraisal{}
	return a, json.Unmarshal([]byte(content), a)
}

// GetAppraisal returns the latest publication of the appraisal ref, or fault.NotFound.
func GetAppraisal(ctx context.Context, tx *db.Tx, ref string) (*Appraisal, error) {
	return db.One(ctx, tx, scanAppraisal, `SELECT a.content FROM risk_appraisal a JOIN risk_latest l
		ON a.ref = l.ref AND a.number = l.number WHERE l.ref = $1`, ref)
}

// Line is an appraisal in a list.
type Line struct{ Ref, Title string }

// ListAppraisals returns a page of all appraisals by title.
func ListAppraisals(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Line], error) {
	return db.ReadPage(ctx, tx, func(r db.Row) (l Line, err error) { return l, r.Scan(&l.Ref, &l.Title) },
		func(l Line) []any { return []any{l.Title, l.Ref} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "title"}, {Name: "ref"}}}, At: at, Size: size},
		`SELECT ref, title FROM risk_latest`, "")
}

// Leaf is the entry of a in the public record. Its commitment needs no salt, because the content is public.
func (a *Appraisal) Leaf() receipt.Leaf {
	return receipt.Leaf{Subject: fmt.Sprintf("options/%s/%d", a.Ref, a.Number), Kind: "publication", Commitment: digest.Of(db.JSON(a))}
}

// Subjects returns the subjects of the entries in the public record of a and of its earlier publications.
func (a *Appraisal) Subjects() (all []string) {
	for n := a.Number; n >= 1; n-- {
		all = append(all, fmt.Sprintf("options/%s/%d", a.Ref, n))
	}
	return all
}

func (a *Appraisal) insert(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `INSERT INTO risk_appraisal (ref, number, content) VALUES ($1, $2, $3)`, a.Ref, a.Number,
		db.JSON(a)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO risk_latest (ref, number, title, decision, review) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (ref) DO UPDATE SET number = excluded.number, title = excluded.title, decision = excluded.decision,
			review = excluded.review`, a.Ref, a.Number, a.Title, a.Decision, db.Time(a.Review))
	return err
}

// EachLeaf calls yield with the leaf of each publication of an appraisal, and where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	all, err := db.All(ctx, tx, scanAppraisal, `SELECT content FROM risk_appraisal ORDER BY ref, number`)
	for _, a := range all {
		yield(a.Leaf(), fmt.Sprintf("table risk_appraisal, %s %d", a.Ref, a.Number))
	}
	return err
}

// sameAs reports whether a says the same as b.
func (a *Appraisal) sameAs(b Appraisal) bool {
	b.Number = a.Number
	return db.JSON(a) == db.JSON(b)
}
