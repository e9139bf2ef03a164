package decision

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Principle is what a court has said about due regard under section 149 of the Equality Act 2010, for which the record
// of a decision holds evidence.
type Principle struct {
	Code  string // in files and fields
	Label string
	Hint  string // what the evidence is
	Case  string // where the principle is stated
	Since int    // year of the judgment; earlier decisions need no evidence
}

// The cases. Bridges restates the principles of both, in paragraphs 175 and 176.
const (
	brown    = "R (Brown) v Secretary of State for Work and Pensions [2008] EWHC 3158 (Admin)"
	bracking = "Bracking v Secretary of State for Work and Pensions [2013] EWCA Civ 1345, paragraph 26"
)

// Principles are the principles in the order of the checklist: the six of Brown, and what Bracking adds from later cases.
//
// Sources: the judgments as summarised by the Equality Commission for Northern Ireland, cases 2 and 4
// (equalityni.org), and R (Bridges) v Chief Constable of South Wales Police, paragraphs 175 and 176. As of 29 November 2026.
var Principles = []Principle{
	{"aware", locale.Key("Those who decided knew about the duty"),
		locale.Key("For example, where the report quotes the duty, and who confirmed that they had read it."), brown, 2008},
	{"timely", locale.Key("They considered it before and when they decided"),
		locale.Key("When they received the assessment and when they discussed it."), brown, 2008},
	{"substance", locale.Key("They considered it in substance, with rigour and an open mind"),
		locale.Key("The options they considered and what changed because of the assessment."), brown, 2008},
	{"personal", locale.Key("They considered it themselves"),
		locale.Key("Who decided, and which documents each of them received."), brown, 2008},
	{"continuing", locale.Key("They will continue to consider it"),
		locale.Key("When the decision and its effects will be reviewed."), brown, 2008},
	{"recorded", locale.Key("They recorded how they considered it"),
		locale.Key("Where the discussion and the reasons are recorded, such as the minutes."), brown, 2008},
	{"specific", locale.Key("They considered each aim of the duty and each characteristic"),
		locale.Key("The conclusion about each aim and each group, not about equality in general."), bracking, 2013},
	{"risk", locale.Key("They assessed the risk and extent of harm before they decided"),
		locale.Key("How severe and how likely the harm is, how many people it affects and how it will be reduced."), bracking, 2013},
	{"informed", locale.Key("They had the information that they needed"),
		locale.Key("The evidence, what was missing and what was done about each gap."), bracking, 2013},
	{"advice", locale.Key("Officers gave rigorous advice, including unwelcome findings"),
		locale.Key("Where the report sets out the adverse findings, and what respondents said, in full."), bracking, 2013},
	{"weight", locale.Key("They weighed equality against other reasons"),
		locale.Key("What was on the other side, and why it prevailed if it did."), bracking, 2013},
}

// Principles returns the principles that had been stated when d was made.
func (d *Decision) Principles() (stated []Principle) {
	for _, p := range Principles {
		if d.Date.Year() >= p.Since {
			stated = append(stated, p)
		}
	}
	return stated
}

// HasDueRegard reports whether d has a record of due regard: prepare allows none that is incomplete.
func (d *Decision) HasDueRegard() bool { return len(d.DueRegard) > 0 }

// checkDueRegard returns definition.SettingErrors unless d has evidence for each principle and rests on an assessment, or has
// no evidence at all. Decisions of old that are entered as they were published may lack the assessment.
func (d *Decision) checkDueRegard() error {
	var wrong definition.SettingErrors
	known := map[string]bool{}
	for _, p := range Principles {
		known[p.Code] = true
	}
	for code := range d.DueRegard {
		if !known[code] {
			wrong.Add(fault.Newf(fault.Invalid, "%q is not a principle of due regard.", code), "due-regard", code)
		}
	}
	if !d.HasDueRegard() {
		return wrong.Err()
	}
	for _, p := range d.Principles() {
		if strings.TrimSpace(d.DueRegard[p.Code]) == "" {
			wrong.Add(fault.Newf(fault.Invalid, "Enter the evidence for “%s”. The record must cover every principle.",
				locale.Lazy(p.Label)), "due-regard", p.Code)
		}
	}
	if len(d.Assessments) == 0 && !d.AsPublished {
		wrong.Add(fault.New(fault.Invalid, "Choose the impact assessments that the decision rests on, or the published reason why none "+
			"was needed. Without one, due regard cannot be recorded."), "assessments")
	}
	if len(d.Makers) == 0 {
		wrong.Add(fault.New(fault.Invalid, "Enter who made the decision, because they cannot leave due regard to others."), "makers")
	}
	return wrong.Err()
}

// dueRegardFields returns a field for the evidence for each principle.
func dueRegardFields() (fields []edit.Field) {
	for _, p := range Principles {
		fields = append(fields, edit.Field{Name: "regard-" + p.Code, Setting: "due-regard/" + p.Code, Kind: edit.Text,
			Label: p.Label, Hint: p.Hint})
	}
	fields[0].Section = "Due regard to equality"
	return fields
}

// dueRegardForm connects these fields with d.
func (d *Decision) dueRegardForm() (b edit.Binding) {
	for _, p := range Principles {
		b = append(b, edit.BindFunc("regard-"+p.Code, func() []string { return []string{d.DueRegard[p.Code]} }, func(values []string) {
			evidence := map[string]string{}
			for code, text := range d.DueRegard {
				evidence[code] = text
			}
			delete(evidence, p.Code)
			if len(values) > 0 {
				evidence[p.Code] = values[0]
			}
			d.DueRegard = evidence
		}))
	}
	return b
}
