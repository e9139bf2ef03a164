package moderation

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// CountOpenFlags returns how many responses, or letters, petitions and events, of each
// consultation have an open flag, at most 500 consultations.
func CountOpenFlags(ctx context.Context, tx *db.Tx, submissions bool) ([]consult.Number, error) {
	column := "response"
	if submissions {
		column = "submission"
	}
	return db.All(ctx, tx, consult.ScanNumber, `SELECT consultation, COUNT(DISTINCT `+column+`) FROM moderation_flag
		WHERE resolved_by = '' AND `+column+` IS NOT NULL GROUP BY consultation ORDER BY consultation LIMIT 500`)
}

// ToReview is a consultation with something to decide about.
type ToReview struct {
	*consult.Consultation
	Answers     bool // there are answers that may be published and have no decision
	Submissions bool // there are letters, petitions or events that may be published and have no decision
	Similar     bool // it has closed, and there is no decision about similar responses yet
}

const (
	maxPeeked  = 10  // open and closed consultations that are looked at
	peekedRows = 100 // rows of each that are read to find one that has no decision
)

// ListToReview returns the consultations of by's organisation whose results are not published and
// about which there is something to decide. It looks at some rows of each consultation, so that it
// may leave out one with very few answers to decide about.
func (s *Service) ListToReview(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []ToReview, err error) {
	closed, err := consult.ListUnreported(ctx, tx, by.Org, now)
	if err != nil {
		return nil, err
	}
	open, err := consult.ListOpen(ctx, tx, by.Org, now)
	if err != nil {
		return nil, err
	}
	for i, c := range slices.Concat(closed[:min(len(closed), maxPeeked)], open[:min(len(open), maxPeeked)]) {
		r := ToReview{Consultation: c}
		settings, err := GetPublishingSettings(ctx, tx, c.Slug)
		if err != nil {
			return nil, err
		}
		isClosed := i < min(len(closed), maxPeeked)
		if settings != nil && (isClosed || settings.BeforeClose) {
			if r.Answers, err = s.hasUnreviewed(ctx, tx, c.Slug, settings); err != nil {
				return nil, err
			}
		}
		if r.Submissions, err = hasUnreviewedSubmission(ctx, tx, c.Slug); err != nil {
			return nil, err
		}
		if isClosed {
			if r.Similar, err = needsComparison(ctx, tx, c.Slug); err != nil {
				return nil, err
			}
		}
		if r.Answers || r.Submissions || r.Similar {
			all = append(all, r)
		}
	}
	return all, nil
}

// hasUnreviewed reports whether an answer without a decision is found.
func (s *Service) hasUnreviewed(ctx context.Context, tx *db.Tx, slug string, settings *PublishingSettings) (bool, error) {
	rows, err := intake.ListResponses(ctx, tx, slug, intake.Filter{State: intake.Counted}, "", "", peekedRows)
	if err != nil {
		return false, err
	}
	chosen, err := s.chooseUnreviewed(ctx, tx, settings, rows.Items)
	return slices.ContainsFunc(chosen, func(a *[]PublishableAnswer) bool { return a != nil }), err
}

// hasUnreviewedSubmission reports whether a letter, petition or event without a decision is found.
func hasUnreviewedSubmission(ctx context.Context, tx *db.Tx, slug string) (bool, error) {
	rows, err := entry.SubmissionPage(ctx, tx, slug, "", "", peekedRows)
	if err != nil {
		return false, err
	}
	all, err := publishableSubmissions(ctx, tx, rows.Items)
	return slices.ContainsFunc(all, func(p *PublishableSubmission) bool { return p != nil && p.State == "" }), err
}

// needsComparison reports whether there are responses to a consultation and no decision about
// similar ones.
func needsComparison(ctx context.Context, tx *db.Tx, slug string) (bool, error) {
	decided, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM moderation_cluster WHERE consultation = $1)`, slug)
	if err != nil || decided {
		return false, err
	}
	return intake.HasResponses(ctx, tx, slug)
}
