package analysis

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// resultCounts is the result of counting the responses to a consultation, before
// disclosure control.
type resultCounts struct {
	format         string
	title          string
	master         *survey.Form
	forms          []Form
	answerTally    *tally.Tally
	answeredForms  map[string]*survey.Form // forms with counted responses, by version
	channels       map[string]int64        // counted responses by channel
	formVersions   map[string]int64        // counted responses by version of the form
	changes        []QuestionChange
	splitQuestions map[string]*splitQuestion // questions whose meaning changed, by ID
	submissions    []SubmissionCount
	clusters       []*cluster
	excluded       [][32]byte // commitments of the responses excluded because of clusters
	responses      ResponseCounts
	statuses       []ResponseStatus
}

// resultCounter counts the responses to a consultation.
type resultCounter struct {
	*resultCounts
	ctx            context.Context
	tx             *db.Tx
	formsByVersion map[string]*survey.Form
	tally          *tally.Counter
	clusterOf      map[string]*cluster // by ID of the response
}

// countResults counts every response to c. If as is not nil, it counts with the
// title, forms and format of that earlier release, to recompute it.
func countResults(ctx context.Context, tx *db.Tx, c *consult.Consultation, as *Release) (*resultCounts, error) {
	n := &resultCounter{
		ctx:            ctx,
		tx:             tx,
		formsByVersion: map[string]*survey.Form{},
		resultCounts: &resultCounts{
			format: formatV2, title: c.Title, channels: map[string]int64{}, formVersions: map[string]int64{},
			answeredForms: map[string]*survey.Form{}, splitQuestions: map[string]*splitQuestion{},
		},
	}
	versions, err := formVersions(ctx, tx, c.Slug)
	if err != nil {
		return nil, err
	}
	if as != nil {
		n.format, n.title, versions = as.Format, as.Title, nil
		for _, f := range as.Forms {
			versions = append(versions, f.Version)
		}
	}
	for _, version := range versions {
		if _, err := n.form(version); err != nil {
			return nil, err
		}
	}
	n.master = n.formsByVersion[versions[0]]
	n.tally = tally.NewCounter(n.master)
	if n.changes, err = questionChanges(ctx, tx, c.Slug, as); err != nil {
		return nil, err
	}
	if n.format != formatV1 {
		if err := n.loadV2Data(c.Slug); err != nil {
			return nil, err
		}
	}
	err = intake.EachResponse(ctx, tx, c.Slug, n.add)
	n.resultCounts.answerTally = n.tally.Tally()
	return n.resultCounts, err
}

// loadV2Data loads what formatV1 does not have: submissions, decisions about
// similar responses, and questions whose meaning changed.
func (n *resultCounter) loadV2Data(slug string) (err error) {
	if n.submissions, err = countSubmissions(n.ctx, n.tx, slug); err != nil {
		return err
	}
	if n.clusters, n.clusterOf, err = listClusters(n.ctx, n.tx, slug, n.master); err != nil {
		return err
	}
	return n.findSplitQuestions()
}

// form returns the form of a version and adds it to the forms of the release.
func (n *resultCounter) form(version string) (*survey.Form, error) {
	if f, ok := n.formsByVersion[version]; ok {
		return f, nil
	}
	f, err := consult.FormByVersion(n.ctx, n.tx, version)
	if err == nil {
		n.formsByVersion[version] = f
		n.forms = append(n.forms, Form{f.Edition, f.Lang, version})
	}
	return f, err
}

// add counts one response, or excludes it.
func (n *resultCounter) add(stored intake.StoredResponse) error {
	n.responses.Receipts++
	n.statuses = append(n.statuses, ResponseStatus{Index: stored.Index, Status: statusCode(stored)})
	status := &n.statuses[len(n.statuses)-1]
	if n.format != formatV1 && stored.Epoch > 1 {
		status.Epoch = stored.Epoch
	}
	switch intake.ResponseState(stored.State) {
	case intake.Withdrawn:
		n.responses.Withdrawn++
		return nil
	case intake.Excluded:
		n.responses.Excluded++
		return nil
	}
	f, err := n.form(stored.FormVersion)
	if err != nil {
		return err
	}
	cluster := n.clusterOf[stored.ID]
	exclude := cluster != nil && cluster.excludeNext()
	if exclude {
		stored.Monitoring = nil
	}
	parts, err := parseAnswers(f, stored)
	if err != nil {
		return fmt.Errorf("entry %d of the public record: %w", stored.Index, err)
	}
	if exclude {
		n.responses.Excluded++
		status.Status = statusCampaign
		n.excluded = append(n.excluded, stored.Commitment)
		return cluster.answers.Add(stored.Edition, parts...)
	}
	n.responses.Counted++
	n.channels[stored.Channel]++
	n.formVersions[stored.FormVersion]++
	n.answeredForms[stored.FormVersion] = f
	for _, p := range n.splitQuestions {
		if err := p.add(n.master, f, stored.Edition, parts); err != nil {
			return err
		}
	}
	return n.tally.Add(stored.Edition, parts...)
}

// questionChanges returns the changes to questions of slug after publication, or
// those of an earlier release as, if it is not nil.
func questionChanges(ctx context.Context, tx *db.Tx, slug string, as *Release) (all []QuestionChange, err error) {
	if as != nil {
		return as.Changes, nil
	}
	changes, err := consult.ListQuestionChanges(ctx, tx, slug)
	var sequence int64
	for i, change := range changes {
		if i == 0 || !change.At.Equal(changes[i-1].At) {
			sequence++
		}
		before, err := consult.FormByVersion(ctx, tx, change.OldVersion)
		if err != nil {
			return nil, err
		}
		after, err := consult.FormByVersion(ctx, tx, change.NewVersion)
		if err != nil {
			return nil, err
		}
		c := QuestionChange{
			Question:   change.Question,
			Kind:       change.Kind,
			Note:       change.Note,
			Edition:    after.Edition,
			OldVersion: change.OldVersion,
			NewVersion: change.NewVersion,
			Date:       change.At.Format(time.DateOnly),
			Sequence:   sequence,
		}
		if q, _ := before.Question(change.Question); q != nil {
			c.OldText = q.Text
		}
		if q, _ := after.Question(change.Question); q != nil {
			c.NewText = q.Text
		}
		all = append(all, c)
	}
	return all, err
}

// formVersions returns the versions of the forms in use, the master first, or
// fault.Conflict if there are none.
func formVersions(ctx context.Context, tx *db.Tx, slug string) (all []string, err error) {
	refs, err := consult.Forms(ctx, tx, slug)
	if err == nil && len(refs) == 0 {
		err = fault.New(fault.Conflict, "This consultation has no questionnaire, so there are no results to release.")
	}
	for _, ref := range refs {
		all = append(all, ref.Version)
	}
	return all, err
}

// statusCode returns the status of a response as in ResponseStatus.
func statusCode(stored intake.StoredResponse) string {
	if stored.Reason != "" && intake.ResponseState(stored.State) == intake.Excluded {
		return stored.State + ":" + stored.Reason
	}
	return stored.State
}

// parseAnswers returns the answers and, if there are any, the equality monitoring
// answers of a response.
func parseAnswers(f *survey.Form, stored intake.StoredResponse) (parts []survey.Answers, err error) {
	for _, canonical := range [][]byte{stored.Answers, stored.Monitoring} {
		if canonical == nil {
			continue
		}
		a, err := survey.ParseAnswers(f, canonical)
		if err != nil {
			return nil, err
		}
		parts = append(parts, a)
	}
	return parts, nil
}
