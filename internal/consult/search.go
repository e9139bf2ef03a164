package consult

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Filter selects consultations by state. Drafts match no filter.
type Filter string

// The filters. OnlyClosed includes reported and withdrawn consultations.
const (
	AllStates       Filter = "all"
	OnlyOpen        Filter = "open"
	OnlyForthcoming Filter = "forthcoming"
	OnlyClosed      Filter = "closed"
)

// PageSize is the number of consultations on a page of a list.
const PageSize = 12

// Query selects a page of a list.
type Query struct {
	Filter Filter
	Words  string // each must be the start of a word in the consultation
	Area   string // Facet.Value, or "" for all
	// Subject is a Facet.Value, or "" for all.
	Subject string
	After   string // Listing.Next of the page before, or ""
}

// Listing is a page of a list, newest first.
type Listing struct {
	Items  []*Consultation
	Now    time.Time // clock of the database, for the states of the items
	Counts Counts    // of all that match the words, the area and the subject, whatever the filter
	Next   string    // Query.After of the next page, or "" on the last one

	Areas, Subjects []Facet // by which the list can be filtered
}

// Counts is the number of consultations for each filter.
type Counts struct{ All, Open, Forthcoming, Closed int64 }

// For returns the count for f.
func (c Counts) For(f Filter) int64 {
	switch f {
	case OnlyOpen:
		return c.Open
	case OnlyForthcoming:
		return c.Forthcoming
	case OnlyClosed:
		return c.Closed
	}
	return c.All
}

// Limits on the cost of a public search.
const (
	maxTerms   = 8
	maxWordLen = 40 // in characters
)

// SQL conditions for states, with $1 = now. TestListBySearchAndState checks that
// they agree with StateAt.
const (
	openCondition        = `(stage = 'published' AND NOT register AND opens_at <= $1 AND closes_at > $1)`
	forthcomingCondition = `(stage = 'published' AND NOT register AND opens_at > $1)`
)

func stateCondition(f Filter) string {
	switch f {
	case OnlyOpen:
		return openCondition
	case OnlyForthcoming:
		return forthcomingCondition
	case OnlyClosed:
		return `NOT ` + openCondition + ` AND NOT ` + forthcomingCondition
	}
	return `CAST($1 AS TEXT) IS NOT NULL` // always true; both engines require that every argument is used
}

// List is (*Service).List in the transaction of the caller.
func List(ctx context.Context, tx *db.Tx, q Query) (*Listing, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	args := []any{db.Time(now)}
	match := `stage <> 'draft'`
	for _, term := range searchTerms(q.Words) {
		n := len(args) + 1
		match += fmt.Sprintf(
			` AND slug IN (SELECT consultation FROM consult_search_word WHERE word >= $%d AND word < $%d)`, n, n+1)
		args = append(args, term, term+string(unicode.MaxRune))
	}
	for _, label := range []struct {
		kind  labelKind
		value string
	}{{areaLabel, q.Area}, {subjectLabel, q.Subject}} {
		if label.value != "" {
			n := len(args) + 1
			match += fmt.Sprintf(` AND slug IN (SELECT consultation FROM consult_label WHERE kind = $%d AND value = $%d)`, n, n+1)
			args = append(args, string(label.kind), label.value)
		}
	}
	out := &Listing{Now: now}
	if out.Areas, err = facets(ctx, tx, areaLabel); err != nil {
		return nil, err
	}
	if out.Subjects, err = facets(ctx, tx, subjectLabel); err != nil {
		return nil, err
	}
	out.Counts, err = db.One(ctx, tx, func(row db.Row) (c Counts, err error) {
		return c, row.Scan(&c.All, &c.Open, &c.Forthcoming, &c.Closed)
	}, `SELECT COUNT(*), COUNT(*) FILTER (WHERE `+openCondition+`), COUNT(*) FILTER (WHERE `+forthcomingCondition+`),
			COUNT(*) FILTER (WHERE `+stateCondition(OnlyClosed)+`)
		FROM consult_consultation WHERE `+match, args...)
	if err != nil {
		return nil, err
	}
	if at, slug, ok := strings.Cut(q.After, "."); ok {
		n := len(args) + 1
		match += fmt.Sprintf(` AND (sorted_at, slug) < ($%d, $%d)`, n, n+1)
		args = append(args, positionTime(at), slug)
	}
	out.Items, err = db.All(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation
		WHERE `+match+` AND `+stateCondition(q.Filter)+` ORDER BY sorted_at DESC, slug DESC`+
		fmt.Sprintf(` LIMIT %d`, PageSize+1), args...)
	if err == nil && len(out.Items) > PageSize {
		out.Items = out.Items[:PageSize]
		out.Next = out.Items[PageSize-1].position()
	}
	return out, err
}

// position is the place of c in lists, for Query.After: the time by which they are sorted, and the slug.
func (c *Consultation) position() string {
	return strconv.FormatInt(c.sortTime().UnixMicro(), 10) + "." + c.Slug
}

// positionTime returns the time in a position as it is stored. An unknown position is the end of the list.
func positionTime(text string) string {
	micro, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return db.Time(time.Time{})
	}
	return db.Time(time.UnixMicro(micro).UTC())
}

// ListAwaitingFeedback returns the closed consultations that have a feedback
// date and no published results. Withdrawn consultations are not included.
func ListAwaitingFeedback(ctx context.Context, tx *db.Tx) ([]*Consultation, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation
		WHERE stage = 'published' AND `+stateCondition(OnlyClosed)+`
			AND slug IN (SELECT consultation FROM consult_label WHERE kind = $2)
		ORDER BY sorted_at DESC, slug`, db.Time(now), string(feedbackLabel))
}

// indexWords replaces the search words of c.
func indexWords(ctx context.Context, tx *db.Tx, c *Consultation) error {
	if _, err := tx.Exec(ctx, `DELETE FROM consult_search_word WHERE consultation = $1`, c.Slug); err != nil {
		return err
	}
	parts := []string{c.Title, c.Summary, c.Why, c.SoFar, c.Next, c.Audience, c.Area, c.Slug, strings.Join(c.Subjects, " ")}
	for _, d := range c.Documents {
		parts = append(parts, d.Title)
	}
	if r := c.Register; r != nil {
		parts = append(parts, r.Methods, r.Documents, r.Outcome)
	}
	var rows [][]any
	for _, word := range searchWords(strings.Join(parts, " ")) {
		rows = append(rows, []any{word, c.Slug})
	}
	_, err := tx.Insert(ctx, `consult_search_word (word, consultation)`, rows, `ON CONFLICT (word, consultation) DO NOTHING`)
	return err
}

func searchTerms(s string) []string {
	all := searchWords(s)
	return all[:min(len(all), maxTerms)]
}

// searchWords returns the distinct words of s, folded so that case and accents
// do not matter. Folding in Go gives the same results on both databases.
func searchWords(s string) []string {
	folded := locale.Fold(s)
	var all []string
	for _, word := range strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if r := []rune(word); len(r) > maxWordLen {
			word = string(r[:maxWordLen])
		}
		all = append(all, word)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
