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

// resultCounts is what the responses to a consultation come to, before anything is
// decided about showing it.
type resultCounts struct {
	format         string
	title          string
	master         *survey.Form
	forms          []Form
	answerTally    *tally.Tally
	answeredForms  map[string]*survey.Form // by version: the forms on which counted responses came
	channels       map[string]int64
	formVersions   map[string]int64 // by version of the form
	changes        []QuestionChange
	splitQuestions map[string]*splitQuestion // by question: those whose meaning changed
	submissions    []SubmissionCount
	clusters       []*cluster
	excluded       [][32]byte // the commitments of the responses that are left out because of them
	responses      ResponseCounts
	statuses       []ResponseStatus
}

// resultCounter is a counted in the making.
type resultCounter struct {
	*resultCounts
	ctx            context.Context
	tx             *db.Tx
	formsByVersion map[string]*survey.Form // by version
	tally          *tally.Counter
	clusterOf      map[string]*cluster // by response
}

// countResults reads every response to c. As makes it count under the title, the forms
// and the shape of an earlier release, to compute that one again; nil is as of
// now.
func countResults(ctx context.Context, tx *db.Tx, c *consult.Consultation, as *Release) (*resultCounts, error) {
	n := &resultCounter{
		ctx:            ctx,
		tx:             tx,
		formsByVersion: map[string]*survey.Form{},
		resultCounts: &resultCounts{format: formatV2, title: c.Title,
			channels: map[string]int64{}, formVersions: map[string]int64{}, answeredForms: map[string]*survey.Form{}, splitQuestions: map[string]*splitQuestion{}},
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

// loadV2Data finds out what a release of the first shape did not have: what came
// beside the questionnaire, what was decided about like responses, and which
// questions are more than one.
func (n *resultCounter) loadV2Data(slug string) (err error) {
	if n.submissions, err = countSubmissions(n.ctx, n.tx, slug); err != nil {
		return err
	}
	if n.clusters, n.clusterOf, err = listClusters(n.ctx, n.tx, slug, n.master); err != nil {
		return err
	}
	return n.findSplitQuestions()
}

// form returns the form of a version. All that are asked for stand in the
// release.
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

// add counts one response, or leaves it out.
func (n *resultCounter) add(k intake.StoredResponse) error {
	n.responses.Receipts++
	n.statuses = append(n.statuses, ResponseStatus{Index: k.Index, Status: statusCode(k)})
	said := &n.statuses[len(n.statuses)-1]
	if n.format != formatV1 && k.Epoch > 1 {
		said.Epoch = k.Epoch
	}
	switch intake.ResponseState(k.State) {
	case intake.Withdrawn:
		n.responses.Withdrawn++
		return nil
	case intake.Excluded:
		n.responses.Excluded++
		return nil
	}
	f, err := n.form(k.FormVersion)
	if err != nil {
		return err
	}
	set := n.clusterOf[k.ID]
	leave := set != nil && set.excludeNext()
	if leave {
		k.Monitoring = nil
	}
	parts, err := parseAnswers(f, k)
	if err != nil {
		return fmt.Errorf("entry %d of the record: %w", k.Index, err)
	}
	if leave {
		n.responses.Excluded++
		said.Status = statusCampaign
		n.excluded = append(n.excluded, k.Commitment)
		return set.answers.Add(k.Edition, parts...)
	}
	n.responses.Counted++
	n.channels[k.Channel]++
	n.formVersions[k.FormVersion]++
	n.answeredForms[k.FormVersion] = f
	for _, p := range n.splitQuestions {
		if err := p.add(n.master, f, k.Edition, parts); err != nil {
			return err
		}
	}
	return n.tally.Add(k.Edition, parts...)
}

// questionChanges returns how the questions of slug changed while people answered, or
// as an earlier release told it.
func questionChanges(ctx context.Context, tx *db.Tx, slug string, as *Release) (all []QuestionChange, err error) {
	if as != nil {
		return as.Changes, nil
	}
	kept, err := consult.ListQuestionChanges(ctx, tx, slug)
	var moment int64
	for i, k := range kept {
		if i == 0 || !k.At.Equal(kept[i-1].At) {
			moment++
		}
		was, err := consult.FormByVersion(ctx, tx, k.OldVersion)
		if err != nil {
			return nil, err
		}
		is, err := consult.FormByVersion(ctx, tx, k.NewVersion)
		if err != nil {
			return nil, err
		}
		c := QuestionChange{
			Question:   k.Question,
			Kind:       k.Kind,
			Note:       k.Note,
			Edition:    is.Edition,
			OldVersion: k.OldVersion,
			NewVersion: k.NewVersion,
			Date:       k.At.Format(time.DateOnly),
			Sequence:   moment,
		}
		if q, _ := was.Question(k.Question); q != nil {
			c.OldText = q.Text
		}
		if q, _ := is.Question(k.Question); q != nil {
			c.NewText = q.Text
		}
		all = append(all, c)
	}
	return all, err
}

// formVersions names the forms on which slug was last answered, the master first.
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

func statusCode(k intake.StoredResponse) string {
	if k.Reason != "" && intake.ResponseState(k.State) == intake.Excluded {
		return k.State + ":" + k.Reason
	}
	return k.State
}

func parseAnswers(f *survey.Form, k intake.StoredResponse) (parts []survey.Answers, err error) {
	for _, canonical := range [][]byte{k.Answers, k.Monitoring} {
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
