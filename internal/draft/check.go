package draft

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/readability"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Finding is something the check found, and why it stays.
type Finding struct {
	consult.Finding
	Reason   string
	ReasonBy string
	ReasonAt time.Time
}

// Unresolved reports whether somebody must still do something about f.
func (f *Finding) Unresolved() bool { return f.Blocks || !f.Hint && f.Reason == "" }

// CheckResult is a working copy and what the check before publication says of it.
type CheckResult struct {
	*Draft
	Findings       []Finding
	Texts          []MeasuredText // every text, with how it reads
	Changes        []QuestionChange
	ResponseCount  int64               // how many have answered what is published
	BrokenPromises locale.LazyMessages // what the copy would break of what they were promised
}

// Ready reports whether nothing stands in the way of publishing.
func (c *CheckResult) Ready() bool {
	return len(c.BrokenPromises) == 0 && !slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Unresolved() })
}

// MeasuredText is a text of a consultation.
type MeasuredText struct {
	Place, Name string // where it is mended; what it is, in English
	Title       string // whose name follows, such as the title of a document
	Lang, Text  string
	readability.Score
}

// Check looks at the working copy of slug as a court might, and as a reader.
func (s *Service) Check(ctx context.Context, by actor.Actor, slug consult.Slug) (out *CheckResult, err error) {
	defer fault.Wrap(&err, "check %s", slug)
	if !by.May(actor.Draft) && !by.May(actor.Publish) {
		return nil, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { out, err = s.check(ctx, tx, by, slug); return err })
	return out, err
}

func (s *Service) check(ctx context.Context, tx *db.Tx, by actor.Actor, slug consult.Slug) (*CheckResult, error) {
	d, err := getDraft(ctx, tx, by, slug)
	if err != nil {
		return nil, err
	}
	out := &CheckResult{Draft: d, Texts: allTexts(&d.Definition)}
	made, err := loadTextSources(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	reasons, err := db.All(ctx, tx, func(row db.Row) (f Finding, err error) {
		return f, row.Scan(&f.Code, &f.Message, &f.Reason, &f.ReasonBy, db.ScanTime(&f.ReasonAt))
	}, `SELECT code, finding, reason, given_by, given_at FROM draft_finding_reason WHERE slug = $1`, slug)
	if err != nil {
		return nil, err
	}
	for _, f := range slices.Concat(d.Definition.Review(), placeholderFindings(&d.Definition), staleFindings(d, made), readabilityFindings(out.Texts)) {
		one := Finding{Finding: f}
		for _, given := range reasons {
			if given.Code == f.Code && given.Message == f.Message {
				one.Reason, one.ReasonBy, one.ReasonAt = given.Reason, given.ReasonBy, given.ReasonAt
			}
		}
		out.Findings = append(out.Findings, one)
	}
	was, err := d.BaseDefinition()
	if err != nil || was == nil {
		return out, err
	}
	out.Changes = questionChanges(was, &d.Definition)
	if s.Consults != nil && s.Consults.Responses != nil {
		if out.ResponseCount, err = s.Consults.Responses.Count(ctx, tx, slug); err != nil {
			return nil, err
		}
	}
	if out.ResponseCount > 0 {
		out.BrokenPromises = consult.BrokenPromises(was, &d.Definition)
	}
	return out, nil
}

// SetReasons keeps why findings stay, by their codes. An empty one is taken back.
func (s *Service) SetReasons(ctx context.Context, by actor.Actor, slug consult.Slug, given map[string]string) (err error) {
	defer fault.Wrap(&err, "give reasons for %s", slug)
	if !by.May(actor.Draft) && !by.May(actor.Publish) {
		return forbidden()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		c, err := s.check(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		for _, f := range c.Findings {
			reason, ok := given[f.Code]
			if reason = strings.TrimSpace(reason); !ok || f.Blocks || reason == f.Reason {
				continue
			}
			if len(reason) > 2000 {
				return fault.New(fault.Invalid, "Reason must be 2,000 characters or fewer.")
			}
			if reason == "" {
				_, err = tx.Exec(ctx, `DELETE FROM draft_finding_reason WHERE slug = $1 AND code = $2`, slug, f.Code)
			} else {
				_, err = tx.Exec(ctx, `INSERT INTO draft_finding_reason (slug, code, finding, reason, given_by, given_at) VALUES ($1, $2, $3, $4, $5, $6)
					ON CONFLICT (slug, code) DO UPDATE SET finding = excluded.finding, reason = excluded.reason, given_by = excluded.given_by, given_at = excluded.given_at`,
					slug, f.Code, f.Message, reason, by.ID, db.Time(now))
			}
			if err == nil {
				err = audit.Append(ctx, tx, by, "give-reason", "consultation", slug, f.Code+": "+reason)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// staleFindings finds the texts of editions whose master texts have changed since.
func staleFindings(d *Draft, made textSources) (all []consult.Finding) {
	for i := 1; i < len(d.Definition.Forms); i++ {
		edition := d.Definition.Forms[i].Edition
		n := 0
		for _, p := range builder.NewEditionTexts(&d.Definition, i, made.staleIn(d)).Pages {
			for _, t := range p.Texts {
				if t.Stale {
					n++
				}
			}
		}
		if n > 0 {
			all = append(
				all,
				newFinding(
					consult.Access,
					"questionnaire/stale-"+edition,
					"Check the “%s” version of the questionnaire. The original has changed. Texts to update: %d.",
					edition,
					n,
				),
			)
		}
	}
	for i := range d.Definition.Documents {
		doc := &d.Definition.Documents[i]
		for j := range doc.Editions {
			if e := &doc.Editions[j]; j > 0 && !doc.IsOutdated(e) && made.isStale(d, documentKey(doc, e), e.Text+e.Link, doc.Editions[0].Text) {
				all = append(
					all,
					newFinding(
						consult.Access,
						"documents/changed-"+doc.ID+"-"+e.ID(),
						"The “%s” version of “%s” is out of date. The original has changed.",
						e.ID(),
						doc.Title,
					),
				)
			}
		}
	}
	return all
}

func newFinding(p consult.Principle, code, format string, args ...any) consult.Finding {
	return consult.Finding{Principle: p, Code: code, Format: format, Args: args, Message: (*locale.Printer)(nil).Say(format, args...)}
}

// allTexts lists every text that the public reads, and measures it.
func allTexts(def *consult.Definition) (all []MeasuredText) {
	add := func(place, name, of, lang, text string) {
		if strings.TrimSpace(text) != "" {
			all = append(all, MeasuredText{place, name, of, lang, text, readability.Measure(text, lang)})
		}
	}
	for _, t := range []struct{ place, name, text string }{
		{"about", locale.Key("What this is about"), def.Summary}, {"about", locale.Key("Why change is proposed"), def.Why},
		{"about", locale.Key("What has happened so far"), def.SoFar}, {"about", locale.Key("What happens next"), def.Next},
		{"fairness", locale.Key("What can still change"), def.Formative}, {"fairness", locale.Key("Why there was no alternative"), def.NoAlternatives},
	} {
		add(t.place, t.name, "", "en", t.text)
	}
	for i := range def.Documents {
		for _, e := range def.Documents[i].Editions {
			add("documents", locale.Key("Document"), cmp.Or(e.Title, def.Documents[i].Title), e.Lang, e.Text)
		}
	}
	for i := range def.Forms {
		f := &def.Forms[i]
		add("questionnaire", locale.Key("Questionnaire introduction"), f.Edition, f.Lang, f.Intro)
		for _, p := range f.Pages {
			add("questionnaire", locale.Key("Page"), cmp.Or(p.Title, p.ID), f.Lang, p.Intro)
			for _, q := range p.Questions {
				add("questionnaire", locale.Key("Question"), q.ID, f.Lang, strings.Join([]string{q.Text, q.Hint, q.Body}, "\n\n"))
			}
		}
	}
	return all
}

var (
	markdownLink   = regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)]*)\)`)
	vagueLinkTexts = []string{
		"",
		"here",
		"click here",
		"click",
		"more",
		"read more",
		"find out more",
		"link",
		"this link",
		"this",
		"this page",
		"details",
	}
)

// readabilityFindings finds links that say nothing (WCAG 2.2, 2.4.4), pictures without an
// alternative (1.1.1), and texts that are hard to read.
func readabilityFindings(all []MeasuredText) (list []consult.Finding) {
	for i, t := range all {
		name := cmp.Or(t.Title, t.Name)
		code := fmt.Sprintf("%s/text-%d-", t.Place, i+1)
		for _, m := range markdownLink.FindAllStringSubmatch(t.Text, -1) {
			words := strings.ToLower(strings.Trim(m[2], " .!»"))
			if m[1] == "!" && words == "" {
				list = append(
					list,
					newFinding(
						consult.Access,
						code+"picture",
						"An image in “%s” has no alternative text. Add text that describes what the image shows.",
						name,
					),
				)
			}
			if m[1] == "" && (slices.Contains(vagueLinkTexts, words) || strings.HasPrefix(words, "http")) {
				list = append(
					list,
					newFinding(
						consult.Access,
						code+"link-"+m[3],
						"The link “%s” in “%s” does not say where it goes. Use the title of the page or document it links to.",
						m[2],
						name,
					),
				)
			}
		}
		if t.Longest > readability.MaxSentenceWords {
			f := newFinding(
				consult.Access,
				code+"long",
				"A sentence in “%s” has %d words. Try to use no more than %d: “%s”",
				name,
				t.Longest,
				readability.MaxSentenceWords,
				truncate(t.LongestSentence),
			)
			f.Hint = true
			list = append(list, f)
		}
		if t.Words >= readability.MinMeasuredWords && t.Ease != 0 && t.Ease < readability.PlainEnglishEase {
			f := newFinding(consult.Access, code+"ease", "“%s” has a reading ease score of %d. Plain English scores 60 or more.", name, int(t.Ease))
			f.Hint = true
			list = append(list, f)
		}
	}
	return list
}

func truncate(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}

// placeholderFindings finds texts of a template that nobody has changed.
func placeholderFindings(def *consult.Definition) []consult.Finding {
	n := builder.CountPlaceholders(def)
	if n == 0 {
		return nil
	}
	f := newFinding(
		consult.Reasons,
		"about/placeholder",
		"Change the template texts that begin with “[Change this]”. Texts still to change: %d.",
		n,
	)
	f.Blocks = true
	return []consult.Finding{f}
}
