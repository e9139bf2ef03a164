package app

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/information"
)

// assessments are the published impact assessments, for decisions that rest on them.
type assessments struct{}

// Version implements decision.Assessments.
func (assessments) Version(ctx context.Context, tx *db.Tx, ref string, number int64) (v decision.AssessmentVersion, err error) {
	a, err := eia.GetEdition(ctx, tx, ref, number)
	if err != nil {
		return v, err
	}
	rules, err := eia.GetRules(ctx, tx)
	if err != nil {
		return v, err
	}
	v = versionOf(a)
	v.Unmade, v.Digest = !a.Made(), a.Digest(&rules)
	return v, nil
}

// VersionPage implements decision.Assessments.
func (assessments) VersionPage(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[decision.AssessmentVersion], error) {
	found, err := eia.ListEditionNames(ctx, tx, at, size)
	return db.Paged(found, namedVersions(found.Items)), err
}

// VersionsOf implements decision.Assessments.
func (assessments) VersionsOf(ctx context.Context, tx *db.Tx, refs []string) ([]decision.AssessmentVersion, error) {
	found, err := eia.EditionNamesOf(ctx, tx, refs)
	return namedVersions(found), err
}

func namedVersions(names []eia.EditionName) (all []decision.AssessmentVersion) {
	for _, n := range names {
		all = append(all, newVersion(n.Ref, n.Number, n.Title, n.At))
	}
	return all
}

// publishedAssessments returns the assessments that were published after one day and up to another, for the yearly information.
func publishedAssessments(ctx context.Context, tx *db.Tx, after, until time.Time) (all []information.Assessment, err error) {
	found, err := eia.PublishedBetween(ctx, tx, after.AddDate(0, 0, 1), until)
	for _, a := range found {
		v := versionOf(a)
		all = append(all, information.Assessment{Title: v.Title, Path: v.Path, On: v.Published, Changed: a.Changed()})
	}
	return all, err
}

func versionOf(a *eia.Assessment) decision.AssessmentVersion {
	return newVersion(a.Ref, a.Edition, a.Title, a.Recorded)
}

func newVersion(ref string, number int64, title string, published time.Time) decision.AssessmentVersion {
	return decision.AssessmentVersion{Ref: ref, Number: number, Title: title, Published: published,
		Path: fmt.Sprintf("%s/%s/versions/%d", eia.PublicPath, ref, number)}
}
