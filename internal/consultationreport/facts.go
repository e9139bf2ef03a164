package consultationreport

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Facts are what a version of a report shows beside its release and the words of officers, as they were when it was published.
type Facts struct {
	Title    string `json:"title"`    // of the consultation
	Language string `json:"language"` // of what the consultation says

	Summary        string                `json:"summary"`
	Why            string                `json:"why"`
	Formative      string                `json:"formative"` // what could still change
	Duty           string                `json:"duty"`
	Audience       string                `json:"audience"`
	Area           string                `json:"area"`
	Alternatives   []consult.Alternative `json:"alternatives"`
	NoAlternatives string                `json:"noAlternatives"`

	OtherWays []string        `json:"otherWays"`
	Contact   consult.Contact `json:"contact"`
	Documents []DocumentFacts `json:"documents"`

	Opens    consult.CivilTime `json:"opens"`
	Closes   consult.CivilTime `json:"closes"`
	Acts     []ActFacts        `json:"acts"`     // in the order in which they happened
	Promised string            `json:"promised"` // date of the feedback: "2016-06-30"

	ReleasedAt time.Time `json:"releasedAt"`
	Checksum   string    `json:"checksum"` // of the release

	IssueSummary string          `json:"issueSummary"`
	Limits       string          `json:"limits"` // who did not respond, from the log of key issues
	Issues       []IssueFacts    `json:"issues"`
	Decisions    []DecisionFacts `json:"decisions"` // and approvals and reports, oldest first
	Feedback     string          `json:"feedback"`  // path of “We asked, you said, we did”; "" if it is not published
}

// DocumentFacts is a document of the consultation.
type DocumentFacts struct {
	ID       string               `json:"id"`
	Title    string               `json:"title"`
	Kind     consult.DocumentKind `json:"kind"`
	Editions []consult.Edition    `json:"editions"` // without their texts
}

// ActFacts is an act in the history of the consultation.
type ActFacts struct {
	Kind   consult.ActKind `json:"kind"`
	At     time.Time       `json:"at"`
	Reason string          `json:"reason"`
}

// IssueFacts is a key issue with what package decision does not store with it.
type IssueFacts struct {
	decision.Issue
	Of   string `json:"decision"` // reference of the decision that it was recorded for; "" for the log of the consultation
	Lang string `json:"lang"`
}

// DecisionFacts is a decision about the consultation.
type DecisionFacts struct {
	Ref      string        `json:"ref"`
	Title    string        `json:"title"`
	Language string        `json:"language"`
	Kind     decision.Kind `json:"kind"`
	Body     string        `json:"body"`
	Date     time.Time     `json:"date"`
}

// AllIssues returns the key issues of f as package decision reads them.
func (f *Facts) AllIssues(consultation string) (all []decision.Issue) {
	for _, i := range f.Issues {
		i.Issue.Decision, i.Issue.Consultation, i.Issue.Language = i.Of, consultation, i.Lang
		all = append(all, i.Issue)
	}
	return all
}

// assemble returns the facts of the report on c as they are now, without those of its release.
func assemble(ctx context.Context, tx *db.Tx, c *consult.Consultation) (*Facts, error) {
	f := &Facts{
		Title: c.Title, Language: c.Language, Summary: c.Summary, Why: c.Why, Formative: c.Formative, Duty: c.Duty,
		Audience: c.Audience, Area: c.Area, Alternatives: c.Alternatives, NoAlternatives: c.NoAlternatives,
		OtherWays: c.OtherWays, Contact: c.Contact, Opens: c.Opens, Closes: c.Closes, Promised: c.Feedback,
	}
	for _, d := range c.Documents {
		doc := DocumentFacts{ID: d.ID, Title: d.Title, Kind: d.Kind, Editions: slices.Clone(d.Editions)}
		for i := range doc.Editions {
			doc.Editions[i].Text = ""
		}
		f.Documents = append(f.Documents, doc)
	}
	acts, err := consult.ActsOf(ctx, tx, c.Slug)
	if err != nil {
		return nil, err
	}
	for _, a := range acts {
		f.Acts = append(f.Acts, ActFacts{a.Kind, a.At, a.Reason})
	}
	slices.SortStableFunc(f.Acts, func(a, b ActFacts) int { return a.At.Compare(b.At) })
	if err := f.addIssues(ctx, tx, c.Slug); err != nil {
		return nil, err
	}
	feedback, err := decision.GetFeedback(ctx, tx, c.Slug)
	if fault.Is(err, fault.NotFound) {
		return f, nil
	}
	if err == nil {
		f.Feedback = feedback.Path()
	}
	return f, err
}

// addIssues adds the decisions about the consultation and the key issues of the decisions and of its log.
func (f *Facts) addIssues(ctx context.Context, tx *db.Tx, slug string) error {
	add := func(issues []decision.Issue) {
		for _, i := range issues {
			f.Issues = append(f.Issues, IssueFacts{i, i.Decision, i.Language})
		}
	}
	decisions, err := decision.ForConsultation(ctx, tx, slug)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		f.Decisions = append(f.Decisions, DecisionFacts{d.Ref, d.Title, d.Language, d.Kind, d.Body, d.Date})
		add(d.Issues)
	}
	log, err := decision.GetIssueLog(ctx, tx, slug)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil {
		f.IssueSummary, f.Limits = log.Summary, log.Limits
		add(log.Issues)
	}
	return err
}
