package eia

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const (
	// RecordsPath is where officers edit assessments.
	RecordsPath = "/staff/assessments"
	// PublicPath is the public register of assessments.
	PublicPath = "/assessments"

	kindName = "assessment"
)

// Records returns the kinds of records that officers edit in the browser: assessments, challenge sessions about them, and how
// the council assesses.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{s.AssessmentKind(), challengeKind(), rulesKind()}
}

// AssessmentKind is the kind of assessments.
func (s *Service) AssessmentKind() edit.Kind {
	return edit.Kind{
		Name: kindName, Path: RecordsPath, Order: 20, Agrees: edit.IsTheAssessment,
		One: "Impact assessment", Many: "Impact assessments", AddLabel: "Start an assessment",
		Files: "assessments/*.yaml", Within: "assessments/*",
		About: "What a proposal does to people with each protected characteristic, and what we do about it.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords,
		Fields: s.fields(), Parts: true, Owed: owed,
		Arrange:     arrange,
		Initial:     func(ctx context.Context, tx *db.Tx, _ string) (edit.Values, error) { return fresh(ctx, tx) },
		List:        listItems,
		Listed:      listColumns,
		Load:        edit.LoadBound(getForReview, (*Assessment).form),
		Publish:     publish,
		Lacks:       lacks,
		PublicPath:  func(ref string) string { return PublicPath + "/" + ref },
		PreviewPath: SignPath,
		Example:     exampleValues(),
	}
}

// getForReview is Get with the published records instead of the drafts that the assessment named.
func getForReview(ctx context.Context, tx *db.Tx, ref string) (*Assessment, error) {
	a, err := Get(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	for i, name := range a.Activities {
		kind, of, _ := strings.Cut(name, ":")
		if of, err = edit.PublishedRef(ctx, tx, kind, of); err != nil {
			return nil, err
		}
		a.Activities[i] = edit.ActivityName(kind, of)
	}
	return a, nil
}

// writers finds the colleagues who can fill in a section of an assessment.
var writers = account.Colleagues(actor.EditRecords)

// owed returns who fills in which section of an assessment.
func owed(v edit.Values) (all []edit.Owed) {
	for _, t := range FromValues("", v).Tasks {
		all = append(all, edit.Owed{Part: t.Section, Who: t.Person, By: t.By})
	}
	return all
}

// fresh returns the values of a new assessment: a finding for each cell.
func fresh(ctx context.Context, tx *db.Tx) (edit.Values, error) {
	v := edit.Values{}
	r, err := GetRules(ctx, tx)
	if err != nil {
		return nil, err
	}
	now, err := today(ctx, tx)
	live, _ := r.Cells(now, equality.Function{})
	setFindings(v, live)
	return v, err
}

// arrange gives a draft a finding for each cell that the law has for it, and no other.
func arrange(ctx context.Context, tx *db.Tx, v edit.Values) error {
	r, err := GetRules(ctx, tx)
	if err != nil {
		return err
	}
	day := v.Date("started")
	if day.IsZero() {
		if day, err = today(ctx, tx); err != nil {
			return err
		}
	}
	live, _ := r.Cells(day, equality.Function{Schools: v.Text("schools") != ""})
	written := map[string]edit.Values{}
	for _, row := range v.Rows("findings") {
		written[row.Text("cell")] = row
	}
	var rows []edit.Values
	for _, c := range live {
		row := written[c.Code]
		if row == nil {
			row = edit.Values{"cell": {c.Code}}
		}
		rows = append(rows, row)
	}
	v.SetRows("findings", rows)
	return nil
}

func setFindings(v edit.Values, cells []Cell) {
	var rows []edit.Values
	for _, c := range cells {
		rows = append(rows, edit.Values{"cell": {c.Code}})
	}
	v.SetRows("findings", rows)
}

// FromValues returns the assessment with these values, which may be incomplete.
func FromValues(ref string, v edit.Values) *Assessment {
	a := &Assessment{Ref: ref}
	a.form().Change(v)
	return a
}

// lacks returns what keeps a draft from being published. Missing signatures lead to the page on which it is signed.
func lacks(ctx context.Context, tx *db.Tx, _ actor.Actor, c *edit.Copy) error {
	_, err := prepare(ctx, tx, c.Record, c.Values)
	var wrong definition.SettingErrors
	wrong.Add(err)
	for i := range wrong {
		if len(wrong[i].Path) > 0 && wrong[i].Path[0] == signaturesSetting {
			wrong[i].Err = &edit.LinkedError{Err: wrong[i].Err, Href: SignPath(c.Address())}
		}
	}
	return wrong.Err()
}

// signaturesSetting is the path of what is wrong with signatures, which no field of the form has.
const signaturesSetting = "signatures"

// Incomplete returns what is missing from a draft besides signatures. One that is incomplete is not signed.
func Incomplete(ctx context.Context, tx *db.Tx, c *edit.Copy) error {
	_, err := prepare(ctx, tx, c.Record, c.Values)
	var all, wrong definition.SettingErrors
	all.Add(err)
	for _, one := range all {
		if len(one.Path) == 0 || one.Path[0] != signaturesSetting {
			wrong.Add(one.Err, one.Path...)
		}
	}
	return wrong.Err()
}

// prepare returns the assessment with the values v and their signatures, as it is published. Its error holds all
// definition.SettingErrors.
func prepare(ctx context.Context, tx *db.Tx, ref string, v edit.Values) (*Assessment, error) {
	a, changes, err := published(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	a.form().Change(v)
	a.Published = time.Time{}
	if a.Signatures, err = signaturesUnder(ctx, tx, changes, v); err != nil {
		return nil, err
	}
	return a, a.check(ctx, tx)
}

// published returns the assessment ref, and ref. If it is a new one, it returns an empty one and "".
func published(ctx context.Context, tx *db.Tx, ref string) (*Assessment, string, error) {
	a, err := Get(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		return &Assessment{Ref: ref}, "", nil
	}
	return a, ref, err
}

// publish stores the assessment ref as its next edition.
func publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	_, changes, err := published(ctx, l.Tx, ref)
	if err != nil {
		return err
	}
	a, err := prepare(ctx, l.Tx, ref, v)
	if err != nil {
		return err
	}
	if _, err := a.save(ctx, l.Tx, l.Record); err != nil {
		return err
	}
	return useSignatures(ctx, l.Tx, changes, v)
}

// exampleValues is an invented record of why no assessment is needed, which needs no signatures.
func exampleValues() edit.Values {
	v := edit.Values{
		"title": {"New signs in the museum"}, "subject": {"project"}, "named": {"Signs 2026"}, "purpose": {"Signs are replaced as they were."},
		"started": {"2026-01-12"}, "needed": {string(NeedNo)}, "route": {"administrative"}, "why": {"Nothing changes for visitors."},
		"lead": {"Head of museums"}, "service": {"Museums"}, "baseline": {"Signs of 2025"}, "review": {"2030-01-31"},
		"sites": {"Museum", "Gallery"}, "events": {"A complaint about a sign"}, "year": {"2026"}, "amount": {"-1200.5"},
		"outcomes": {string(Proceed)}, "exempt-checked": {"Legal services"},
	}
	rules := DefaultRules()
	live, _ := rules.Cells(time.Date(2026, 1, 12, 0, 0, 0, 0, time.UTC), equality.Function{})
	setFindings(v, live)
	v.SetRows("options", []edit.Values{{"option": {"Replace them"}, "assessed": {"yes"}}})
	v.SetRows("impacts", []edit.Values{{"group": {"disability"}, "direction": {string(Neutral)}, "effect": {"Signs stay readable."},
		"with": {"age"}, "number": {"40"}}})
	v.SetRows("stages", []edit.Values{{"stage": {"decision"}, "gate": {"2026-02-01"}}})
	return v
}
