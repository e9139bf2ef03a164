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

// counted is what the responses to a consultation come to, before anything is
// decided about showing it.
type counted struct {
	format      string
	title       string
	master      *survey.Form
	forms       []Form
	tally       *tally.Tally
	answered    map[string]*survey.Form // by version: the forms on which counted responses came
	channels    map[string]int64
	versions    map[string]int64 // by version of the form
	changes     []Change
	parted      map[string]*parted // by question: those whose meaning changed
	submissions []Submission
	sets        []*set
	left        [][32]byte // the commitments of the responses that are left out because of them
	responses   Responses
	status      []Status
}

// counting is a counted in the making.
type counting struct {
	*counted
	ctx    context.Context
	tx     *db.Tx
	read   map[string]*survey.Form // by version
	tally  *tally.Counter
	setsOf map[string]*set // by response
}

// count reads every response to c. As makes it count under the title, the forms
// and the shape of an earlier release, to compute that one again; nil is as of
// now.
func count(ctx context.Context, tx *db.Tx, c *consult.Consultation, as *Release) (*counted, error) {
	n := &counting{ctx: ctx, tx: tx, read: map[string]*survey.Form{}, counted: &counted{format: format, title: c.Title,
		channels: map[string]int64{}, versions: map[string]int64{}, answered: map[string]*survey.Form{}, parted: map[string]*parted{}}}
	versions, err := versions(ctx, tx, c.Slug)
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
	n.master = n.read[versions[0]]
	n.tally = tally.NewCounter(n.master)
	if n.changes, err = changes(ctx, tx, c.Slug, as); err != nil {
		return nil, err
	}
	if n.format != formatOne {
		if err := n.prepare(c.Slug); err != nil {
			return nil, err
		}
	}
	err = intake.Read(ctx, tx, c.Slug, n.add)
	n.counted.tally = n.tally.Tally()
	return n.counted, err
}

// prepare finds out what a release of the first shape did not have: what came
// beside the questionnaire, what was decided about like responses, and which
// questions are more than one.
func (n *counting) prepare(slug string) (err error) {
	if n.submissions, err = submissions(n.ctx, n.tx, slug); err != nil {
		return err
	}
	if n.sets, n.setsOf, err = sets(n.ctx, n.tx, slug, n.master); err != nil {
		return err
	}
	return n.part()
}

// form returns the form of a version. All that are asked for stand in the
// release.
func (n *counting) form(version string) (*survey.Form, error) {
	if f, ok := n.read[version]; ok {
		return f, nil
	}
	f, err := consult.FormByVersion(n.ctx, n.tx, version)
	if err == nil {
		n.read[version] = f
		n.forms = append(n.forms, Form{f.Edition, f.Lang, version})
	}
	return f, err
}

// add counts one response, or leaves it out.
func (n *counting) add(k intake.Kept) error {
	n.responses.Receipts++
	n.status = append(n.status, Status{Index: k.Index, Status: status(k)})
	said := &n.status[len(n.status)-1]
	if n.format != formatOne && k.Epoch > 1 {
		said.Epoch = k.Epoch
	}
	switch intake.State(k.State) {
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
	set := n.setsOf[k.ID]
	leave := set != nil && set.leaves()
	if leave {
		k.Monitoring = nil
	}
	parts, err := answers(f, k)
	if err != nil {
		return fmt.Errorf("entry %d of the record: %w", k.Index, err)
	}
	if leave {
		n.responses.Excluded++
		said.Status = leftOut
		n.left = append(n.left, k.Commitment)
		return set.answers.Add(k.Edition, parts...)
	}
	n.responses.Counted++
	n.channels[k.Channel]++
	n.versions[k.FormVersion]++
	n.answered[k.FormVersion] = f
	for _, p := range n.parted {
		if err := p.add(n.master, f, k.Edition, parts); err != nil {
			return err
		}
	}
	return n.tally.Add(k.Edition, parts...)
}

// changes returns how the questions of slug changed while people answered, or
// as an earlier release told it.
func changes(ctx context.Context, tx *db.Tx, slug string, as *Release) (all []Change, err error) {
	if as != nil {
		return as.Changes, nil
	}
	kept, err := consult.Changes(ctx, tx, slug)
	var moment int64
	for i, k := range kept {
		if i == 0 || !k.At.Equal(kept[i-1].At) {
			moment++
		}
		was, err := consult.FormByVersion(ctx, tx, k.Before)
		if err != nil {
			return nil, err
		}
		is, err := consult.FormByVersion(ctx, tx, k.Version)
		if err != nil {
			return nil, err
		}
		c := Change{Question: k.Question, Kind: k.Kind, Note: k.Note, Edition: is.Edition, Before: k.Before, Version: k.Version, Day: k.At.Format(time.DateOnly), Moment: moment}
		if q, _ := was.Question(k.Question); q != nil {
			c.Was = q.Text
		}
		if q, _ := is.Question(k.Question); q != nil {
			c.Is = q.Text
		}
		all = append(all, c)
	}
	return all, err
}

// versions names the forms on which slug was last answered, the master first.
func versions(ctx context.Context, tx *db.Tx, slug string) (all []string, err error) {
	refs, err := consult.Forms(ctx, tx, slug)
	if err == nil && len(refs) == 0 {
		err = fault.New(fault.Conflict, "This consultation has no form, so there are no results to release.")
	}
	for _, ref := range refs {
		all = append(all, ref.Version)
	}
	return all, err
}

func status(k intake.Kept) string {
	if k.Reason != "" && intake.State(k.State) == intake.Excluded {
		return k.State + ":" + k.Reason
	}
	return k.State
}

func answers(f *survey.Form, k intake.Kept) (parts []survey.Answers, err error) {
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
