package analysis

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// resultCounts is the result of counting the responses to a consultation, before
// disclosure control.
type resultCounts struct {
	title          string
	master         *survey.Form // as it is counted: see survey.Form.Combined
	forms          []Form
	answerTally    *tally.Tally
	answeredForms  map[string]*survey.Form            // forms with counted responses, by version, as they are counted
	channels       map[string]int64                   // counted responses by channel
	formVersions   map[string]int64                   // counted responses by version of the form
	answeredBy     map[string]map[disclose.Slot]int64 // by version, and question or row: counted responses that answered it
	exclusions     map[string]int64                   // excluded responses by reason, without similar responses
	changes        []QuestionChange
	splitQuestions map[string]*splitQuestion // questions whose meaning changed, by ID
	submissions    []SubmissionCount
	clusters       []*cluster
	excluded       [][32]byte // commitments of the responses excluded because of clusters, sorted
	responses      ResponseCounts
	statuses       []responseStatus // in the order of the public record
	history        *history         // the earlier releases
	area           string
	benchmarks     []represent.Benchmark
	engagement     []reach.Shown
	tiles          []place.Tile   // of the groups, if they are places
	columns        *tally.Columns // the counted answers, if they were asked for
	groupBy        string         // ID of the question by whose answers the release has results; "" for none
}

// resultCounter counts the responses to a consultation.
type resultCounter struct {
	*resultCounts
	ctx            context.Context
	tx             *db.Tx
	formsByVersion map[string]*survey.Form
	tally          *tally.Counter
	clusterOf      map[string]*cluster // by ID of the response
	firstForms     int                 // forms that do not come from responses
	withColumns    bool                // keep the counted answers in columns
	editions       tally.Attribute     // of the columns
}

// progressStep is after how many responses counting reports its progress.
const progressStep = 1000

// countResults counts every response to c. If as is not nil, it counts with the
// title, forms and groups of that earlier release, and compares with the releases before
// it, to recompute it. Otherwise groupBy is the characteristic of the release.
func countResults(ctx context.Context, tx *db.Tx, c *consult.Consultation, groupBy string, as *Release) (*resultCounts, error) {
	if as != nil && as.ByGroup != nil {
		groupBy = as.ByGroup.By
	}
	n := newResultCounter(ctx, tx, c.Title)
	n.groupBy, n.withColumns = groupBy, groupBy != ""
	return n.countAll(c, as)
}

// countAll is countResults.
func (n *resultCounter) countAll(c *consult.Consultation, as *Release) (*resultCounts, error) {
	ctx, tx := n.ctx, n.tx
	versions, err := formVersions(ctx, tx, c.Slug)
	if err != nil {
		return nil, err
	}
	if as != nil {
		n.title, versions = as.Title, nil
		for _, f := range as.Forms {
			versions = append(versions, f.Version)
		}
	}
	for _, version := range versions {
		if _, err := n.form(version); err != nil {
			return nil, err
		}
	}
	if as != nil {
		n.area, n.benchmarks, n.engagement = as.Area, as.Benchmarks, as.Engagement
		if as.ByGroup != nil {
			n.tiles = as.ByGroup.Tiles
		}
	} else if n.area, n.benchmarks, err = n.readBenchmarks(c); err != nil {
		return nil, err
	} else if n.engagement, err = reach.Published(ctx, tx, c.Slug); err != nil {
		return nil, err
	} else if n.tiles, err = answerTiles(ctx, tx, c, n.groupBy); err != nil {
		return nil, err
	}
	if err := n.prepare(c.Slug, as); err != nil {
		return nil, err
	}
	total, err := intake.Count(ctx, tx, c.Slug)
	if err != nil {
		return nil, err
	}
	err = intake.EachResponse(ctx, tx, c.Slug, func(stored intake.StoredResponse) error {
		if n.responses.Receipts%progressStep == 0 {
			jobs.Progress(ctx, n.responses.Receipts, total)
		}
		return n.add(stored)
	})
	if err != nil {
		return nil, err
	}
	return n.resultCounts, n.end()
}

func newResultCounter(ctx context.Context, tx *db.Tx, title string) *resultCounter {
	return &resultCounter{
		ctx:            ctx,
		tx:             tx,
		formsByVersion: map[string]*survey.Form{},
		resultCounts: &resultCounts{
			title: title, channels: map[string]int64{}, formVersions: map[string]int64{}, exclusions: map[string]int64{},
			answeredForms: map[string]*survey.Form{}, splitQuestions: map[string]*splitQuestion{},
			answeredBy: map[string]map[disclose.Slot]int64{},
		},
	}
}

// prepare reads what is counted besides responses. The forms in use, or of the earlier release
// as, have been added, the master first.
func (n *resultCounter) prepare(slug string, as *Release) (err error) {
	n.master, n.firstForms = n.formsByVersion[n.forms[0].Version].Combined(), len(n.forms)
	n.tally = tally.NewCounter(n.master)
	if n.withColumns {
		if n.editions, err = n.editionAttribute(slug); err != nil {
			return err
		}
		n.columns = tally.NewColumns(n.master, channelAttribute, n.editions)
	}
	number := int64(0)
	if as != nil {
		number = as.Number
	}
	if n.history, err = loadHistory(n.ctx, n.tx, slug, number); err != nil {
		return err
	}
	if n.changes, err = questionChanges(n.ctx, n.tx, slug, as); err != nil {
		return err
	}
	if n.submissions, err = countSubmissions(n.ctx, n.tx, slug); err != nil {
		return err
	}
	if n.clusters, n.clusterOf, err = listClusters(n.ctx, n.tx, slug, n.master); err != nil {
		return err
	}
	return n.findSplitQuestions()
}

// end counts what can be counted when every response has been added.
func (n *resultCounter) end() error {
	if err := n.countFirsts(); err != nil {
		return err
	}
	n.finish()
	return nil
}

// form returns the form of a version and adds it to the forms of the release.
func (n *resultCounter) form(version string) (*survey.Form, error) {
	if f, ok := n.formsByVersion[version]; ok {
		return f, nil
	}
	f, err := consult.FormByVersion(n.ctx, n.tx, version)
	if err == nil {
		n.addForm(f)
	}
	return f, err
}

// addForm adds f to the forms of the release, if it is not one of them.
func (n *resultCounter) addForm(f *survey.Form) {
	version := f.Version()
	if n.formsByVersion[version] == nil {
		n.formsByVersion[version] = f
		n.forms = append(n.forms, Form{f.Edition, f.Lang, version})
	}
}

// add counts one response, or excludes it. The order of responses makes no
// difference.
func (n *resultCounter) add(stored intake.StoredResponse) error {
	n.responses.Receipts++
	at := recordPosition{stored.Epoch, stored.Index}
	switch intake.ResponseState(stored.State) {
	case intake.Withdrawn:
		n.responses.Withdrawn++
		n.addStatus(stored, statusWithdrawn, nil)
		n.history.add(n.history.codes(at), true, breakdownParts(stored), nil)
		return nil
	case intake.Excluded:
		n.responses.Excluded++
		n.exclusions[stored.Reason]++
		n.addStatus(stored, statusCode(stored), nil)
		return n.addToHistory(stored, disclose.NotCounted)
	}
	if cluster := n.clusterOf[stored.ID]; cluster != nil {
		cluster.total++
		switch cluster.ClusterDecision.Decision {
		case moderation.ReportSeparately:
			return n.exclude(stored, cluster)
		case moderation.CountOnce: // the first in the public record is counted
			if cluster.first != nil && at.compare(recordPosition{cluster.first.Epoch, cluster.first.Index}) > 0 {
				return n.exclude(stored, cluster)
			}
			earlier := cluster.first
			cluster.first = &stored
			if earlier == nil {
				return nil
			}
			return n.exclude(*earlier, cluster)
		}
	}
	return n.count(stored)
}

// countFirsts counts the first response of each cluster that is counted once.
func (n *resultCounter) countFirsts() error {
	for _, s := range n.clusters {
		if s.first != nil {
			if err := n.count(*s.first); err != nil {
				return err
			}
		}
	}
	return nil
}

// exclude excludes a response because of the decision about a cluster.
func (n *resultCounter) exclude(stored intake.StoredResponse, s *cluster) error {
	f, err := n.form(stored.FormVersion)
	if err != nil {
		return err
	}
	stored.Monitoring = nil
	parts, err := parseAnswers(f, stored)
	if err != nil {
		return fmt.Errorf("entry %d of the public record: %w", stored.Index, err)
	}
	n.responses.Excluded++
	n.addStatus(stored, statusCampaign, s)
	n.excluded = append(n.excluded, stored.Commitment)
	s.excluded++
	n.history.addAnswers(stored, disclose.SimilarSet+s.index, parts)
	return s.answers.Add(stored.Edition, parts...)
}

// count counts a response.
func (n *resultCounter) count(stored intake.StoredResponse) error {
	f, err := n.form(stored.FormVersion)
	if err != nil {
		return err
	}
	parts, err := parseAnswers(f, stored)
	if err != nil {
		return fmt.Errorf("entry %d of the public record: %w", stored.Index, err)
	}
	n.addStatus(stored, statusCounted, nil)
	n.responses.Counted++
	n.channels[stored.Channel]++
	n.formVersions[stored.FormVersion]++
	if n.answeredForms[stored.FormVersion] == nil {
		n.answeredForms[stored.FormVersion] = f.Combined()
		n.answeredBy[stored.FormVersion] = map[disclose.Slot]int64{}
	}
	by := n.answeredBy[stored.FormVersion]
	for _, part := range parts {
		part.Each(func(q *survey.Question, a survey.Answer) {
			if a.State != survey.Answered {
				return
			}
			by[disclose.Slot{Question: q.ID}]++
			eachAnsweredRow(a, func(row string) { by[disclose.Slot{Question: q.ID, Row: row}]++ })
		})
	}
	n.history.addAnswers(stored, disclose.Counted, parts)
	for _, p := range n.splitQuestions {
		if err := p.add(n.master, f.Combined(), stored.Edition, parts); err != nil {
			return err
		}
	}
	if n.columns != nil {
		edition := slices.Index(n.editions.Values, stored.Edition)
		if edition < 0 {
			edition = len(n.editions.Values) - 1
		}
		known := []int{slices.Index(intake.Channels, Channel(stored.Channel)), edition}
		if err := n.columns.Add(tally.Response{Form: n.answeredForms[stored.FormVersion], Parts: parts, Attributes: known}); err != nil {
			return fmt.Errorf("entry %d of the public record: %w", stored.Index, err)
		}
	}
	return n.tally.Add(stored.Edition, parts...)
}

// addToHistory adds the answers of a response that is not counted now, if an
// earlier release counts it.
func (n *resultCounter) addToHistory(stored intake.StoredResponse, code int) error {
	if len(n.history.releases) == 0 {
		return nil
	}
	f, err := n.form(stored.FormVersion)
	if err != nil {
		return err
	}
	stored.Monitoring = nil // tables of equality questions are shown in one release only
	parts, err := parseAnswers(f, stored)
	n.history.addAnswers(stored, code, parts)
	return err
}

// finish sorts what depends on the order, and adds to the status of a response the
// index in Release.Clusters of the cluster because of which it is excluded.
func (n *resultCounter) finish() {
	n.answerTally = n.tally.Tally()
	index, clusters := map[*cluster]int{}, 0
	for _, s := range n.clusters {
		if s.total > 0 {
			index[s] = clusters
			clusters++
		}
	}
	names := make([]string, clusters)
	for i := range names {
		names[i] = fmt.Sprintf("%s/%d", statusCampaign, i)
	}
	for i := range n.statuses {
		if s := n.statuses[i].cluster; s != nil {
			n.statuses[i].status = names[index[s]]
		}
	}
	slices.SortFunc(n.forms[n.firstForms:], func(a, b Form) int { return strings.Compare(a.Version, b.Version) })
	slices.SortFunc(n.statuses, func(a, b responseStatus) int { return a.at.compare(b.at) })
	slices.SortFunc(n.excluded, func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) })
}
