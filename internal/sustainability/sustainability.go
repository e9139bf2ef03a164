// Package sustainability is what strategies, projects and actions do to people now, in 5 years and in 25 years: who bears it,
// whether it can be undone, what that rests on and what would change the answer. There is no score.
package sustainability

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/receipt"
)

// Check says what one or more activities do to people over time. Each version of it is kept.
type Check struct {
	Ref        string   `yaml:"ref" json:"ref"`
	Version    int64    `yaml:"-" json:"version"`
	Title      string   `yaml:"title" json:"title"`
	Activities []string `yaml:"activities" json:"activities"` // that it covers, like strategy:open-to-all
	Needs      []string `yaml:"needs" json:"needs,omitempty"` // references of package evidence
	WithoutWhy string   `yaml:"without-need" json:"withoutNeed,omitempty"`

	NotChecked string   `yaml:"not-checked" json:"notChecked,omitempty"` // why there is no check of what was agreed before; then nothing below
	Effects    []Effect `yaml:"effects" json:"effects,omitempty"`
	Reviews    []Review `yaml:"reviews" json:"reviews,omitempty"`
	Goals      []Answer `yaml:"goals" json:"goals,omitempty"` // codes of Goals
	Ways       []Answer `yaml:"ways" json:"ways,omitempty"`   // codes of Ways
	Invented   string   `yaml:"invented" json:"invented,omitempty"`

	Recorded time.Time `yaml:"-" json:"-"` // of this version
}

// Effect is what happens to people, by when.
type Effect struct {
	Horizon   Horizon   `yaml:"horizon" json:"horizon"`
	Does      string    `yaml:"effect" json:"effect"`
	Who       string    `yaml:"who" json:"who"` // loses or gains by it
	Direction Direction `yaml:"direction" json:"direction"`
	Undo      Undo      `yaml:"undo" json:"undo"`
	Evidence  string    `yaml:"evidence" json:"evidence"`
	Unless    string    `yaml:"unless" json:"unless"`          // what would change the answer
	Review    time.Time `yaml:"review" json:"review,omitzero"` // day on which it is looked at again, also after the plan has ended
}

// Review is what was found when effects were looked at again.
type Review struct {
	On      time.Time `yaml:"on" json:"on"`
	Horizon Horizon   `yaml:"horizon" json:"horizon"`
	Found   string    `yaml:"found" json:"found"`
}

// Answer is the evidence for a goal or a way of working.
type Answer struct {
	Code     string `yaml:"code" json:"code"`
	Evidence string `yaml:"evidence" json:"evidence"`
}

// Horizon is how far ahead an effect is.
type Horizon string

// The horizons.
const (
	Now  Horizon = "now"
	In5  Horizon = "5-years"
	In25 Horizon = "25-years"
)

// Horizons lists all, the nearest first.
var Horizons = []Horizon{Now, In5, In25}

// Label returns the name of the horizon.
func (h Horizon) Label() locale.LazyMessage {
	switch h {
	case Now:
		return locale.Lazy("Now")
	case In5:
		return locale.Lazy("In 5 years")
	case In25:
		return locale.Lazy("In 25 years")
	}
	return locale.LazyMessage{}
}

// Direction is whether people are better or worse off.
type Direction string

// Directions lists every direction.
var Directions = []Direction{"better", "worse", "both", "none"}

// Label returns the name of the direction.
func (d Direction) Label() locale.LazyMessage {
	switch d {
	case "better":
		return locale.Lazy("Better off")
	case "worse":
		return locale.Lazy("Worse off")
	case "both":
		return locale.Lazy("Some better off, some worse off")
	case "none":
		return locale.Lazy("No effect expected")
	}
	return locale.LazyMessage{}
}

// Undo is whether an effect can be undone.
type Undo string

// Undos lists every answer.
var Undos = []Undo{"yes", "partly", "no"}

// Label returns the answer in words.
func (u Undo) Label() locale.LazyMessage {
	switch u {
	case "yes":
		return locale.Lazy("It can be undone")
	case "partly":
		return locale.Lazy("It can be undone in part")
	case "no":
		return locale.Lazy("It cannot be undone")
	}
	return locale.LazyMessage{}
}

// NextReview returns the earliest day on which an effect is to be looked at again, or the zero time.
func (c *Check) NextReview() (next time.Time) {
	for _, e := range c.Effects {
		if !e.Review.IsZero() && (next.IsZero() || e.Review.Before(next)) {
			next = e.Review
		}
	}
	return next
}

// Of returns the effects by a horizon.
func (c *Check) Of(h Horizon) (all []Effect) {
	for _, e := range c.Effects {
		if e.Horizon == h {
			all = append(all, e)
		}
	}
	return all
}

// Limits of a check.
const (
	maxActivities = 40
	maxEffects    = 60
	maxReviews    = 200
)

// validate returns definition.SettingErrors for what is missing or wrong. day is today.
func (c *Check) validate(ctx context.Context, tx *db.Tx, rules Rules, day time.Time) error {
	var wrong definition.SettingErrors
	require := func(present bool, err error, path ...any) {
		if !present {
			wrong.Add(err, path...)
		}
	}
	wrong.Add(evidence.CheckRef("each check of long-term effects", c.Ref), "ref")
	require(strings.TrimSpace(c.Title) != "", fault.New(fault.Invalid, "Enter a title."), "title")
	require(len(c.Activities) > 0, fault.New(fault.Invalid, "Choose the strategies, projects or actions that it covers."), "activities")
	for i, name := range c.Activities {
		kind, ref, _ := strings.Cut(name, ":")
		require(slices.Contains(Kinds, kind) && ref != "", fault.Newf(fault.Invalid,
			"%q is no strategy, project or action. Use a kind and a reference, like %s.", name, edit.ActivityName("strategy", "open-to-all")),
			"activities", i)
	}
	wrong.Add(evidence.RequireNeeds(ctx, tx, c.Needs), "needs")
	require(len(c.Needs) > 0 || strings.TrimSpace(c.WithoutWhy) != "",
		fault.New(fault.Invalid, "Choose the needs that it rests on, or say why it rests on none."), "needs")
	if len(c.Activities) > maxActivities || len(c.Effects) > maxEffects || len(c.Reviews) > maxReviews {
		wrong.Add(fault.Newf(fault.Invalid, "A check can have at most %d activities, %d effects and %d reviews. Remove some.",
			maxActivities, maxEffects, maxReviews), "activities")
	}
	if strings.TrimSpace(c.NotChecked) != "" {
		require(len(c.Effects) == 0, fault.New(fault.Invalid,
			"Leave this blank if effects are recorded, or remove the effects."), "not-checked")
		return wrong.Err()
	}
	for _, h := range Horizons {
		require(len(c.Of(h)) > 0, fault.Newf(fault.Invalid,
			"Add an effect for “%s”. If you expect none, choose “No effect expected” and say why.", h.Label()), "effects")
	}
	for i, e := range c.Effects {
		wrong.Add(e.validate(), "effects", i)
	}
	for i, r := range c.Reviews {
		require(!r.On.IsZero() && !r.On.After(day), fault.New(fault.Invalid, "Enter the date of the review. It cannot be in the future."),
			"reviews", i, "on")
		require(slices.Contains(Horizons, r.Horizon), errHorizon, "reviews", i, "horizon")
		require(strings.TrimSpace(r.Found) != "", fault.New(fault.Invalid, "Enter what was found."), "reviews", i, "found")
	}
	wrong.Add(checkAnswers(c.Goals, Goals, rules.Wales, "goals"))
	wrong.Add(checkAnswers(c.Ways, Ways, rules.Wales, "ways"))
	return wrong.Err()
}

var errHorizon = fault.New(fault.Invalid, "Choose now, in 5 years or in 25 years.")

func (e *Effect) validate() error {
	var wrong definition.SettingErrors
	require := func(present bool, text, field string) {
		if !present {
			wrong.Add(fault.New(fault.Invalid, text), field)
		}
	}
	if !slices.Contains(Horizons, e.Horizon) {
		wrong.Add(errHorizon, "horizon")
	}
	require(slices.Contains(Directions, e.Direction), locale.Key("Choose whether people are better or worse off."), "direction")
	expected := e.Direction != "none"
	require(!expected || strings.TrimSpace(e.Does) != "", locale.Key("Enter what happens to people."), "effect")
	require(!expected || strings.TrimSpace(e.Who) != "", locale.Key("Enter who loses or gains by it."), "who")
	require(!expected || slices.Contains(Undos, e.Undo), locale.Key("Choose whether it can be undone."), "undo")
	require(strings.TrimSpace(e.Evidence) != "", locale.Key("Enter what this rests on. If it is an estimate, say so."), "evidence")
	require(strings.TrimSpace(e.Unless) != "", locale.Key("Enter what would change this answer."), "unless")
	require(e.Horizon == Now || !e.Review.IsZero(),
		locale.Key("Enter the day on which this effect will be looked at again. It can be after the plan has ended."), "review")
	return wrong.Err()
}

// checkAnswers refuses answers to what the council does not ask, codes that do not exist or are there twice, and answers without
// evidence.
func checkAnswers(answers []Answer, asked []Duty, on bool, setting string) error {
	var wrong definition.SettingErrors
	seen := map[string]bool{}
	for i, a := range answers {
		known := slices.ContainsFunc(asked, func(d Duty) bool { return d.Code == a.Code })
		switch {
		case !on:
			wrong.Add(fault.New(fault.Invalid,
				"The council has not chosen to answer for the goals of the Welsh Act. Remove this, or change the rules."), setting, i, "code")
		case !known:
			wrong.Add(fault.Newf(fault.Invalid, "%q is not on the list. Choose one from the list.", a.Code), setting, i, "code")
		case seen[a.Code]:
			wrong.Add(fault.New(fault.Invalid, "This is there twice. Remove one."), setting, i, "code")
		case strings.TrimSpace(a.Evidence) == "":
			wrong.Add(fault.New(fault.Invalid, "Enter the evidence."), setting, i, "evidence")
		}
		seen[a.Code] = true
	}
	return wrong.Err()
}

// Subject returns the subject of the entries of c in the public record, without the number of the version.
func (c *Check) Subject() string { return "long-term-effects/" + c.Ref }

// Leaf returns the entry of this version in the public record.
func (c *Check) Leaf() receipt.Leaf {
	return receipt.Leaf{Subject: fmt.Sprintf("%s/%d", c.Subject(), c.Version), Kind: "publication", Commitment: digest.Of(db.JSON(c))}
}
