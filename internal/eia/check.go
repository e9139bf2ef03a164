package eia

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// smallBase is the number of people below which percentages say more than is known: 8% of twelve people is one person.
const smallBase = 30

// checker collects what is wrong with an assessment.
type checker struct {
	*Assessment
	definition.SettingErrors
	rules Rules
	today time.Time
}

func (c *checker) refuse(path []any, message string, args ...any) {
	c.Add(fault.Newf(fault.Invalid, message, args...), path...)
}

func at(path ...any) []any { return path }

// check returns definition.SettingErrors if a cannot be published.
func (a *Assessment) check(ctx context.Context, tx *db.Tx) error {
	rules, err := GetRules(ctx, tx)
	if err != nil {
		return err
	}
	now, err := today(ctx, tx)
	if err != nil {
		return err
	}
	c := &checker{Assessment: a, rules: rules, today: now}
	c.Add(evidence.CheckRef("each assessment", a.Ref), "ref")
	if a.Ref == "" { // a draft that has none yet
		c.SettingErrors = nil
	}
	c.identity()
	switch a.Needed {
	case NeedYes:
		c.relevance()
		c.evidence()
		c.options()
		c.impacts()
		c.outcome()
		c.signatures()
		if err := c.sameTeam(ctx, tx); err != nil {
			return err
		}
	case NeedPlanned:
		if a.PlannedBy.IsZero() {
			c.refuse(at("planned-by"), "Enter when the assessment will be published.")
		}
		c.reason()
	case NeedNo:
		c.noNeed()
	case NeedUnknown:
		if len(c.Activities) == 0 {
			c.refuse(at("activities"), "Choose what was agreed without an assessment.")
		}
		c.reason()
	default:
		c.refuse(at("needed"), "Say whether an assessment is needed.")
	}
	if err := c.links(ctx, tx); err != nil {
		return err
	}
	return c.Err()
}

func (c *checker) identity() {
	if c.Title == "" {
		c.refuse(at("title"), "Enter the title of the assessment.")
	}
	if _, ok := subjectLabels[string(c.Subject)]; !ok {
		c.refuse(at("subject"), "Choose what is assessed.")
	}
	if len(c.Activities) == 0 && c.Named == "" {
		c.refuse(at("activities"), "Choose what the assessment covers, or name the policy, saving or project.")
	}
	switch {
	case c.Started.IsZero():
		c.refuse(at("started"), "Enter the day on which the assessment was started.")
	case c.Started.After(c.today):
		c.refuse(at("started"), "The day on which the assessment was started is in the future.")
	}
	if c.Needed != NeedPlanned && c.Needed != NeedUnknown && c.Review.IsZero() {
		c.refuse(at("review"), "Enter the date of the next review.")
	}
	if c.Published.After(c.today) {
		c.refuse(at("published"), "The day on which the assessment was published is in the future.")
	}
	for i, g := range c.Findings {
		if g.Cell == "" {
			c.refuse(at("findings", i, "cell"), "Enter the characteristic and the part of the duty.")
		}
	}
}

func (c *checker) reason() {
	if strings.TrimSpace(c.Why) == "" {
		c.refuse(at("why"), "Enter the reason.")
	}
}

func (c *checker) noNeed() {
	if _, ok := routeLabels[string(c.Route)]; !ok {
		c.refuse(at("route"), "Choose why no assessment is needed.")
	}
	if c.Route == ByOther && c.Other == "" {
		c.refuse(at("other"), "Choose the assessment that covers it.")
	}
	c.reason()
}

// relevance checks that each cell of the duty has a finding of its own, and that what may matter is not passed over.
func (c *checker) relevance() {
	if c.Started.IsZero() { // identity asks for the day, which says what law applies
		return
	}
	live, _ := c.rules.Cells(c.Started, equality.Function{Schools: c.Schools})
	byCode := map[string]int{}
	for i, f := range c.Findings {
		byCode[f.Cell] = i
	}
	unanswered := 0
	for _, cell := range live {
		i, ok := byCode[cell.Code]
		if !ok || c.Findings[i].Relevant == "" || strings.TrimSpace(c.Findings[i].Finding) == "" {
			unanswered++
			continue
		}
		has := slices.ContainsFunc(c.Impacts, func(m Impact) bool { return m.Group == cell.Group })
		switch c.Findings[i].Relevant {
		case RelevantYes:
			if !has {
				c.refuse(at("impacts"), "%s is relevant. Add its impact.", cell.Label)
			}
		case RelevantNotSure:
			if !c.hasGap(cell.Group) {
				c.refuse(at("gaps"), "It is not known whether %s is relevant. Add the gap and the action that finds it out.",
					locale.Inside(cell.Label))
			}
		}
	}
	if unanswered > 0 {
		c.Add(fault.Newf(fault.Invalid, "Say for each characteristic whether the proposal is relevant, and why. Still without: %d.", unanswered),
			"findings")
	}
	for i, f := range c.Findings {
		if f.Cell != "" && !slices.ContainsFunc(live, func(cell Cell) bool { return cell.Code == f.Cell }) {
			c.refuse(at("findings", i, "cell"), "The duty does not apply here to “%s”. Remove this finding.", c.rules.cellName(f.Cell))
		}
	}
}

// hasGap reports whether the assessment has an action that finds out what is not known about a group.
func (c *checker) hasGap(group string) bool {
	return slices.ContainsFunc(c.Gaps, func(g Gap) bool { return g.Action != "" && slices.Contains(g.Groups, group) })
}

func (c *checker) evidence() {
	if len(c.Evidence) == 0 {
		c.refuse(at("evidence"), "Add the evidence for the assessment.")
	}
	for i, e := range c.Evidence {
		switch {
		case e.Need == "" && e.Release == "" && e.Source == "":
			c.refuse(at("evidence", i, "source"), "Say where this evidence comes from.")
		case e.Dated.IsZero():
			c.refuse(at("evidence", i, "dated"), "Enter the date of this evidence.")
		case e.Dated.After(c.today):
			c.refuse(at("evidence", i, "dated"), "The date of this evidence is in the future.")
		}
		if e.People > 0 && e.People < smallBase && strings.Contains(e.Says, "%") {
			c.refuse(at("evidence", i, "says"), "Give numbers and not percentages: this is about only %d people.", e.People)
		}
	}
	for i, g := range c.Gaps {
		if g.Action == "" {
			c.refuse(at("gaps", i, "gap-action"), "Choose the action that finds this out.")
		}
	}
	for i, s := range c.Stages {
		for _, e := range c.Evidence {
			if !s.Done.IsZero() && e.Dated.After(s.Done) && i == len(c.Stages)-1 {
				c.refuse(at("stages", i, "done"), "This is dated before the evidence of %s on which it rests.", locale.LazyDate(e.Dated))
				break
			}
		}
	}
}

func (c *checker) options() {
	if len(c.Options) == 0 {
		c.refuse(at("options"), "Add the options that were considered.")
	}
	assessed := 0
	for i, o := range c.Options {
		if o.Assessed {
			assessed++
			of := func(m Impact) bool { return m.Option == "" || locale.Fold(m.Option) == locale.Fold(o.Option) }
			if !slices.ContainsFunc(c.Impacts, of) {
				c.refuse(at("impacts"), "“%s” is marked as assessed. Add its impacts.", o.Option)
			}
		} else if strings.TrimSpace(o.WhyNot) == "" {
			c.refuse(at("options", i, "why-not"), "Say why “%s” is not assessed. Readers see that it is not.", o.Option)
		}
	}
	if len(c.Options) > 0 && assessed == 0 {
		c.refuse(at("options"), "Assess at least one option.")
	}
	for i, m := range c.Impacts {
		named := func(o Option) bool { return locale.Fold(o.Option) == locale.Fold(m.Option) }
		if m.Option != "" && !slices.ContainsFunc(c.Options, named) {
			c.refuse(at("impacts", i, "of-option"), "There is no option “%s”. Use the name that it has under Options.", m.Option)
		}
	}
}

func (c *checker) impacts() {
	for i, m := range c.Impacts {
		switch m.Direction {
		case Adverse:
			if m.Size == "" || m.Chance == "" {
				c.refuse(at("impacts", i, "size"), "Enter the size and the likelihood of the adverse impact.")
			}
			if m.Who == "" && m.Number == 0 {
				c.refuse(at("impacts", i, "who"), "Say who is affected, or how many people.")
			}
			if len(m.Actions) == 0 && strings.TrimSpace(m.Justified) == "" {
				c.refuse(at("impacts", i, "actions"), "Choose actions that reduce the adverse impact, or say why it is proportionate.")
			}
			if len(m.Actions) > 0 && m.Left == "" {
				c.refuse(at("impacts", i, "left"), "Enter how large the impact is after the actions.")
			}
			if m.Left != "" && m.Left != None && strings.TrimSpace(m.Justified) == "" {
				c.refuse(at("impacts", i, "justified"), "Say why the impact that is left is proportionate.")
			}
		case Unknown:
			if !c.hasGap(m.Group) {
				c.refuse(at("impacts", i, "direction"), "This impact is not known. Add the gap and the action that finds it out.")
			}
		case Positive:
			if m.Size == "" {
				c.refuse(at("impacts", i, "size"), "Enter the size of the positive impact.")
			}
		case Neutral, Differential:
		default:
			c.refuse(at("impacts", i, "direction"), "Choose the direction of the impact.")
		}
		if m.Number > 0 && m.Number < smallBase && strings.Contains(m.Effect, "%") {
			c.refuse(at("impacts", i, "effect"), "Give numbers and not percentages: this is about only %d people.", m.Number)
		}
	}
}

// outcome checks that one outcome leads the others, and agrees with the impacts.
func (c *checker) outcome() {
	if !slices.Contains(c.Outcomes, string(c.Leading)) {
		c.refuse(at("leading"), "Choose the leading outcome among the outcomes.")
	}
	if strings.TrimSpace(c.Reasons) == "" {
		c.refuse(at("reasons"), "Enter the reasons for the outcome.")
	}
	adverse := func(m Impact) bool { return m.Direction == Adverse && m.remaining() != None }
	if slices.ContainsFunc(c.Impacts, adverse) {
		if slices.Contains(c.Outcomes, string(Proceed)) && len(c.Outcomes) == 1 {
			c.refuse(at("outcomes"), "An adverse impact is left, so the proposal cannot go ahead without change and without reasons for it.")
		}
		if c.Harm == "" || c.Likelihood == "" {
			c.refuse(at("harm"), "Enter how much harm to people is left, and how likely it is.")
		}
	}
	if c.ExemptChecked == "" {
		c.refuse(at("exempt-checked"), "Enter who checked the assessment for exempt information.")
	}
}

// remaining is the size of an impact after its actions.
func (m *Impact) remaining() Size {
	if m.Left != "" {
		return m.Left
	}
	return m.Size
}

// signatures checks that every role has signed, each by another person, and none before the facts.
func (c *checker) signatures() {
	for _, signer := range c.rules.Signers {
		i := slices.IndexFunc(c.Signatures, func(s Signature) bool { return s.Role == signer.Role })
		if i < 0 {
			c.refuse(at(signaturesSetting), "“%s” has not signed this version.", signer.Role)
			continue
		}
		for _, e := range c.Evidence {
			if signed := c.Signatures[i].Date; e.Dated.After(signed) {
				c.refuse(at(signaturesSetting, i, "date"), "“%s” signed on %s, before the evidence of %s on which the assessment rests.",
					signer.Role, locale.LazyDate(signed), locale.LazyDate(e.Dated))
				break
			}
		}
	}
}

// sameTeam checks that proposals which reduce the same team are considered together.
func (c *checker) sameTeam(ctx context.Context, tx *db.Tx) error {
	if c.Team == "" || strings.TrimSpace(c.Together) != "" {
		return nil
	}
	other, err := db.One(ctx, tx, db.Text, `SELECT title FROM eia_assessment WHERE team = $1 AND ref <> $2 ORDER BY title LIMIT 1`,
		locale.Fold(c.Team), c.Ref)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil {
		c.refuse(at("together"), "“%s” reduces the same team. Say how both were considered together.", other)
	}
	return err
}

// links checks that everything a refers to exists.
func (c *checker) links(ctx context.Context, tx *db.Tx) error {
	missing := func(ref string) (bool, error) {
		if ref == "" {
			return false, nil
		}
		_, err := action.Get(ctx, tx, ref)
		if fault.Is(err, fault.NotFound) {
			return true, nil
		}
		return false, err
	}
	check := func(ref string, path ...any) error {
		gone, err := missing(ref)
		if gone {
			c.Add(definition.Missing("action", ref,
				fault.Newf(fault.Invalid, "There is no action %q. Add it first, or correct the reference.", ref)), path...)
		}
		return err
	}
	for i, m := range c.Impacts {
		for j, ref := range m.Actions {
			if err := check(ref, "impacts", i, "actions", j); err != nil {
				return err
			}
		}
	}
	for i, g := range c.Gaps {
		if err := check(g.Action, "gaps", i, "gap-action"); err != nil {
			return err
		}
	}
	for i, o := range c.Opportunities {
		if err := check(o.Action, "opportunities", i, "opportunity-action"); err != nil {
			return err
		}
	}
	for i, e := range c.Evidence {
		if e.Need != "" {
			c.Add(evidence.RequireNeeds(ctx, tx, []string{e.Need}), "evidence", i, "need")
		}
	}
	for i, name := range c.Activities {
		if kind, ref, ok := strings.Cut(name, ":"); !ok || kind == "" || ref == "" {
			c.refuse(at("activities", i), "%q names nothing that an assessment can cover. Use a kind and a reference, like %s.",
				name, edit.ActivityName("strategy", "open-to-all"))
		}
	}
	return nil
}
