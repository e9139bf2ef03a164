package decision

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Assessments are the published impact assessments, which a decision can rest on.
type Assessments interface {
	// Version returns a published version of an assessment, or fault.NotFound.
	Version(ctx context.Context, tx *db.Tx, ref string, number int64) (AssessmentVersion, error)
	// VersionPage returns a page of all published versions, those of an assessment together, without Unmade and Digest.
	VersionPage(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[AssessmentVersion], error)
	// VersionsOf returns the published versions of some assessments, without Unmade and Digest.
	VersionsOf(ctx context.Context, tx *db.Tx, refs []string) ([]AssessmentVersion, error)
}

// AssessmentVersion is a published version of an impact assessment.
type AssessmentVersion struct {
	Ref       string // of the assessment
	Number    int64  // of the version
	Title     string
	Language  string // of Title; "" is the language of the council
	Published time.Time
	Path      string // of the page that shows this version
	Unmade    bool   // it says only that an assessment is planned, or that none is recorded: no decision rests on it
	// Digest is what those who decide must know, a sentence each, adverse findings first. It is made from the findings.
	Digest []locale.Message
}

// Papers are the published reports on which decisions are made.
type Papers interface {
	// Version returns a version of a report, or fault.NotFound.
	Version(ctx context.Context, tx *db.Tx, ref string, number int64) (Paper, error)
	// Options returns all versions.
	Options(ctx context.Context, tx *db.Tx) ([]edit.Option, error)
}

// Paper is a version of a report as those who decided received it.
type Paper struct {
	Title, Language string
	Number          int64
	Published       time.Time
	Path            string
	Assessments     []string // the versions that are part of it, like waste-sites#2
}

// Key returns how decisions name v: "waste-sites#2".
func (v AssessmentVersion) Key() string { return v.Ref + "#" + strconv.FormatInt(v.Number, 10) }

// MadeAt returns when d was made. Without a time of day that is the start of its day, so that nothing which was published on the
// day counts as known.
func (d *Decision) MadeAt() (time.Time, error) {
	if d.Date.IsZero() {
		return time.Time{}, nil
	}
	at, err := consult.ParseCivilTime(strings.TrimSpace(d.Date.Format(time.DateOnly)+" "+d.Time), "")
	return at.At, err
}

// receivedAssessments returns the versions of assessments that those who made d received, as they are published. An error is
// definition.SettingErrors if d names one that is not, that is later than d, or if d rests on a version that they did not receive
// or in which no assessment has been made yet.
func (s *Service) receivedAssessments(ctx context.Context, tx *db.Tx, d *Decision) (all []AssessmentVersion, err error) {
	var wrong definition.SettingErrors
	made, err := d.MadeAt()
	if err != nil {
		wrong.Add(fault.New(fault.Invalid, "Enter the time of the decision like 14:30."), "time")
		return nil, wrong
	}
	for i, r := range d.Received {
		if r.Assessment == "" {
			continue
		}
		v, err := s.AssessmentVersion(ctx, tx, r.Assessment)
		if err == nil && !v.Published.Before(made) {
			err = fault.Newf(fault.Invalid,
				"Version %d of “%s” was published later than the decision, on %s. "+
					"Choose the version that the meeting received. If it was published on the same day, enter the time of the decision.",
				v.Number, v.Title, locale.LazyDate(v.Published))
		}
		if err != nil {
			wrong.Add(err, "received", i, "assessment")
			continue
		}
		all = append(all, v)
	}
	paper, err := s.Paper(ctx, tx, d)
	if err == nil && d.Report != "" && !paper.Published.Before(made) {
		err = fault.Newf(fault.Invalid,
			"Version %d of the report “%s” was published later than the decision, on %s. Choose the version that "+
				"the meeting received. If it was published on the same day, enter the time of the decision.",
			paper.Number, paper.Title, locale.LazyDate(paper.Published))
	}
	wrong.Add(err, "report")
	for _, key := range paper.Assessments {
		v, err := s.AssessmentVersion(ctx, tx, key)
		wrong.Add(err, "report")
		if !slices.ContainsFunc(all, func(had AssessmentVersion) bool { return had.Key() == key }) && err == nil {
			all = append(all, v)
		}
	}
	for i, key := range d.Assessments {
		if !slices.Contains(paper.Assessments, key) && !slices.ContainsFunc(d.Received, func(r Received) bool { return r.Assessment == key }) {
			name := key
			if v, err := s.AssessmentVersion(ctx, tx, key); err == nil {
				name = fmt.Sprintf("%s (%d)", v.Title, v.Number)
			}
			wrong.Add(fault.Newf(fault.Invalid,
				"“%s” is not among the documents that the meeting received. "+
					"A decision can rest only on the version of an assessment that those who decided received.", name), "assessments", i)
		}
		if at := slices.IndexFunc(all, func(v AssessmentVersion) bool { return v.Key() == key }); at >= 0 && all[at].Unmade {
			wrong.Add(fault.Newf(fault.Invalid,
				"“%s” says that there is no assessment yet. A decision can rest only on an assessment that has been made, "+
					"or on the reason why none is needed.", all[at].Title), "assessments", i)
		}
	}
	return all, wrong.Err()
}

// AssessmentVersion returns the published version that key names, like "waste-sites#2". The error is fault.Invalid.
func (s *Service) AssessmentVersion(ctx context.Context, tx *db.Tx, key string) (v AssessmentVersion, err error) {
	ref, number, _ := strings.Cut(key, "#")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return v, fault.Newf(fault.Invalid, "Assessment %q must be its reference and the number of its version, like waste-sites#2.", key)
	}
	missing := definition.Missing("assessment", ref, fault.Newf(fault.Invalid,
		"There is no published version %d of assessment %q. Publish it first, or correct the reference.", n, ref))
	if s.Assessments == nil {
		return v, missing
	}
	v, err = s.Assessments.Version(ctx, tx, ref, n)
	if fault.Is(err, fault.NotFound) {
		return v, missing
	}
	return v, err
}

// Paper returns the version of the report on which d was made, or the zero Paper if d names none.
func (s *Service) Paper(ctx context.Context, tx *db.Tx, d *Decision) (p Paper, err error) {
	if d.Report == "" {
		return p, nil
	}
	return s.PaperVersion(ctx, tx, d.Report)
}

// PaperVersion returns the published version of a report that key names, like "waste-sites#2". The error is fault.Invalid.
func (s *Service) PaperVersion(ctx context.Context, tx *db.Tx, key string) (p Paper, err error) {
	ref, number, _ := strings.Cut(key, "#")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || s.Papers == nil {
		return p, fault.Newf(fault.Invalid, "Report %q must be its reference and the number of its version, like waste-sites#2.", key)
	}
	p, err = s.Papers.Version(ctx, tx, ref, n)
	if fault.Is(err, fault.NotFound) {
		err = definition.Missing("report", ref,
			fault.Newf(fault.Invalid, "There is no published version %d of report %q. Publish it first, or correct the reference.", n, ref))
	}
	return p, err
}

// PaperOptions returns the published versions of reports.
func (s *Service) PaperOptions(ctx context.Context, tx *db.Tx) ([]edit.Option, error) {
	if s.Papers == nil {
		return nil, nil
	}
	return s.Papers.Options(ctx, tx)
}

// AssessmentLookup finds the published versions of assessments, by their keys.
func (s *Service) AssessmentLookup() *edit.Lookup {
	if s == nil || s.Assessments == nil {
		return edit.Joined()
	}
	option := func(v AssessmentVersion) edit.Option {
		return edit.Option{Value: v.Key(), Lang: v.Language,
			Label: locale.Lazy("%s: version %d, %s", edit.Name(v.Title), v.Number, locale.LazyDate(v.Published))}
	}
	return &edit.Lookup{
		Page: func(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[edit.Option], error) {
			found, err := s.Assessments.VersionPage(ctx, tx, at, size)
			latestFirst := func(a, b AssessmentVersion) int {
				return cmp.Or(cmp.Compare(a.Ref, b.Ref), cmp.Compare(b.Number, a.Number))
			}
			var all []edit.Option
			for _, v := range slices.SortedFunc(slices.Values(found.Items), latestFirst) {
				all = append(all, option(v))
			}
			return db.Paged(found, all), err
		},
		Get: func(ctx context.Context, tx *db.Tx, keys []string) (all []edit.Option, err error) {
			var refs []string
			for _, key := range keys {
				ref, _, _ := strings.Cut(key, "#")
				refs = append(refs, ref)
			}
			found, err := s.Assessments.VersionsOf(ctx, tx, refs)
			for _, v := range found {
				if slices.Contains(keys, v.Key()) {
					all = append(all, option(v))
				}
			}
			return all, err
		},
	}
}

// saveAssessments stores which versions of assessments those who made d received, and on which d rests. The tables refuse a
// version that is later than d or was not received.
func (d *Decision) saveAssessments(ctx context.Context, tx *db.Tx, edition int64, received []AssessmentVersion) error {
	made, err := d.MadeAt()
	if err != nil {
		return err
	}
	var rows, rests [][]any
	for _, v := range received {
		rows = append(rows, []any{d.Ref, edition, db.Time(made), v.Ref, v.Number, db.Time(v.Published)})
		if slices.Contains(d.Assessments, v.Key()) {
			rests = append(rests, []any{d.Ref, edition, v.Ref, v.Number})
		}
	}
	_, err = tx.Insert(ctx, `decision_received (decision, edition, made_at, assessment, version, published_at)`, rows, ``)
	if err == nil {
		_, err = tx.Insert(ctx, `decision_basis (decision, edition, assessment, version)`, rests, ``)
	}
	return err
}

// ReceivedAssessment is a version of an assessment that those who made a decision received.
type ReceivedAssessment struct {
	AssessmentVersion
	Basis bool // the decision rests on it
}

// Received returns the versions of assessments that those who made d received.
func (s *Service) Received(ctx context.Context, tx *db.Tx, d *Decision) (all []ReceivedAssessment, err error) {
	received, err := s.receivedAssessments(ctx, tx, d)
	for _, v := range received {
		all = append(all, ReceivedAssessment{v, slices.Contains(d.Assessments, v.Key())})
	}
	return all, err
}

// RestingOn returns the decisions that rest on any version of an assessment, oldest first, without their feedback.
func RestingOn(ctx context.Context, tx *db.Tx, assessment string) ([]*Decision, error) {
	return db.All(ctx, tx, scan, `
		SELECT d.body, d.edition FROM decision_basis b
		JOIN decision_decision d ON d.ref = b.decision AND d.edition = b.edition
		WHERE b.assessment = $1 AND d.latest ORDER BY d.dated, d.ref`, assessment)
}
