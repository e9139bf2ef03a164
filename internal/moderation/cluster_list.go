package moderation

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
)

// CompareOperation is the kind of the operation that compares responses with
// CompareResponses.
const CompareOperation = "compare-responses"

// maxComparedAtOnce is the number of responses that are compared while a page is made,
// which takes about a tenth of a second.
const maxComparedAtOnce = 2000

// comparison is what CompareResponses returns. Epoch, End and Form are the state that it
// has compared.
type comparison struct {
	Epoch, End int64  // of the public record, which has an entry for every change to a response
	Form       string // version of the first form
	Clusters   []Cluster
}

// CompareResponses finds similar responses to a consultation for ListClusters, which
// shows them. It also returns how many responses there are.
func (s *Service) CompareResponses(ctx context.Context, by actor.Actor, slug string) (compared []byte, responses int64, err error) {
	defer fault.Wrap(&err, "compare the responses to %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.ReadResponses, slug, mayNotRead); err != nil {
			return err
		}
		found, err := s.compare(ctx, tx, slug)
		if err != nil {
			return err
		}
		if responses, err = intake.Count(ctx, tx, slug); err == nil {
			compared, err = json.Marshal(found)
		}
		return err
	})
	return compared, responses, err
}

// Comparison is how many responses were compared, and the groups of similar ones, the largest
// first.
type Comparison struct {
	Responses int64
	Groups    []string // what the responses have in common and how many they are
}

// Compare finds similar responses to a consultation, without showing any of them.
func (s *Service) Compare(ctx context.Context, by actor.Actor, slug string) (c Comparison, err error) {
	var found comparison
	text, n, err := s.CompareResponses(ctx, by, slug)
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	for i := range found.Clusters {
		c.Groups = append(c.Groups, found.Clusters[i].describe())
	}
	c.Responses = n
	return c, err
}

func (s *Service) compare(ctx context.Context, tx *db.Tx, slug string) (found comparison, err error) {
	refs, err := consult.Forms(ctx, tx, slug)
	if err != nil {
		return found, err
	}
	if len(refs) > 0 {
		found.Form = refs[0].Version
	}
	if found.Epoch, found.End, err = record.End(ctx, tx); err != nil {
		return found, err
	}
	found.Clusters, err = s.compareAll(ctx, tx, slug)
	return found, err
}

// upToDate reports whether nothing that was compared has changed since.
func (c *comparison) upToDate(ctx context.Context, tx *db.Tx, slug string) (bool, error) {
	if changed, err := record.ChangedSince(ctx, tx, slug, c.Epoch, c.End); err != nil || changed {
		return false, err
	}
	epoch, _, err := record.End(ctx, tx)
	if err != nil || epoch != c.Epoch {
		return false, err
	}
	refs, err := consult.Forms(ctx, tx, slug)
	return len(refs) > 0 && refs[0].Version == c.Form, err
}

// clusters returns the clusters of compared, which CompareResponses returned, if that is
// up to date. Otherwise it compares the responses, if there are few, or reports false.
func (s *Service) clusters(ctx context.Context, tx *db.Tx, slug string, compared []byte) (found comparison, ok bool, err error) {
	if len(compared) > 0 {
		if err := json.Unmarshal(compared, &found); err != nil {
			return found, false, err
		}
		if ok, err := found.upToDate(ctx, tx, slug); err != nil || ok {
			return found, ok, err
		}
	}
	n, err := intake.Count(ctx, tx, slug)
	if err != nil || n > cmp.Or(s.MaxComparedAtOnce, maxComparedAtOnce) {
		return comparison{}, false, err
	}
	found, err = s.compare(ctx, tx, slug)
	return found, err == nil, err
}

// ListClusters returns the similar responses of a consultation with the decisions about
// them, the largest cluster first. The access is logged first. found is false if there
// are too many responses to compare at once, and compared, which CompareResponses
// returned, is nil or out of date.
func (s *Service) ListClusters(
	ctx context.Context, by actor.Actor, slug string, compared []byte,
) (c *consult.Consultation, all []Cluster, found bool, err error) {
	defer fault.Wrap(&err, "find similar responses to %s", slug)
	err = s.logAccess(ctx, by, actor.ReadResponses, slug, "list-similar-responses", "consultation", slug, "")
	if err != nil {
		return nil, nil, false, err
	}
	return c, all, found, s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		var result comparison
		if result, found, err = s.clusters(ctx, tx, slug, compared); err != nil {
			return err
		}
		all = result.Clusters
		decisions, err := ListClusterDecisions(ctx, tx, slug)
		for i := range all {
			for j := range decisions {
				if decisions[j].ID == all[i].Key {
					all[i].Decision = &decisions[j]
				}
			}
		}
		return err
	})
}

// ClusterText is what a page shows of the members of a cluster.
type ClusterText struct {
	Codes  []string // receipt codes of the first members
	Sample string   // what the first one wrote; "" if it wrote nothing
}

// ClusterTexts returns the texts of clusters that ListClusters returned, each with the
// codes of the first members. It must be called after the access was logged.
func (s *Service) ClusterTexts(ctx context.Context, slug string, clusters []Cluster, members int) (all []ClusterText, err error) {
	defer fault.Wrap(&err, "read similar responses to %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all = make([]ClusterText, len(clusters))
		for i := range clusters {
			ids := clusters[i].Members
			for j, id := range ids[:min(members, len(ids))] {
				row, err := intake.GetResponse(ctx, tx, slug, id)
				if err != nil {
					return err
				}
				all[i].Codes = append(all[i].Codes, row.ReceiptCode)
				if j > 0 {
					continue
				}
				if all[i].Sample, err = s.sampleText(ctx, tx, row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return all, err
}

// maxSample is the number of characters of a text that the list of clusters shows.
const maxSample = 600

// sampleText returns the beginning of what was written in a response.
func (s *Service) sampleText(ctx context.Context, tx *db.Tx, row intake.ResponseRow) (string, error) {
	texts, err := s.texts(ctx, tx, row)
	var all []string
	for _, t := range texts {
		all = append(all, t.Text)
	}
	sample := []rune(strings.Join(all, " … "))
	if len(sample) > maxSample {
		sample = append(sample[:maxSample], '…')
	}
	return string(sample), err
}
