package draft

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Finding is an issue that the check before publication found, with the reason officers gave for not fixing it.
type Finding struct {
	consult.Finding
	Reason   string    // "" if none was given
	ReasonBy string    // account
	ReasonAt time.Time // zero without a reason
	Href     string    // of the page on which it is fixed, if that is not a form of the draft
}

// Unresolved reports whether f prevents publishing: it must be fixed, or needs a reason and has none.
func (f *Finding) Unresolved() bool { return f.Blocks || !f.Hint && f.Reason == "" }

// CheckResult is a draft with the results of the check before publication.
type CheckResult struct {
	*Draft
	Findings []Finding
	Texts    []MeasuredText // all texts that the public will read

	// For a draft that changes a published consultation:
	Changes        []QuestionChange
	ChangeReason   string              // the reason for all changes, as an officer has saved it
	ResponseCount  int64               // responses to the published consultation
	BrokenPromises locale.LazyMessages // what respondents were told that the draft would make untrue
}

// Ready reports whether the draft can be published.
func (c *CheckResult) Ready() bool {
	fix, reason := c.Counts()
	return fix+reason == 0
}

// Counts returns how many things must be fixed, and how many can be given a reason instead and have none.
func (c *CheckResult) Counts() (fix, reason int64) {
	fix = int64(len(c.BrokenPromises))
	for i := range c.Findings {
		switch f := &c.Findings[i]; {
		case f.Blocks:
			fix++
		case f.Unresolved():
			reason++
		}
	}
	return fix, reason
}

// Blocked reports whether something must be fixed before the draft can be published. What only lacks a reason does not
// block it.
func (c *CheckResult) Blocked() bool {
	fix, _ := c.Counts()
	return fix > 0
}

// Check returns the results of the check before publication for the draft of slug.
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
	return s.checkDraft(ctx, tx, d)
}

func (s *Service) checkDraft(ctx context.Context, tx *db.Tx, d *Draft) (*CheckResult, error) {
	slug := d.Slug
	sources, err := loadTextSources(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	checked, err := s.checks.Get(d.digest+sources.digest(), func() (textCheck, error) { return checkTexts(d, sources), nil })
	if err != nil {
		return nil, err
	}
	out := &CheckResult{Draft: d, Texts: checked.texts}
	reasons, err := db.All(ctx, tx, func(row db.Row) (f Finding, err error) {
		return f, row.Scan(&f.Code, &f.Message, &f.Reason, &f.ReasonBy, db.ScanTime(&f.ReasonAt))
	}, `SELECT code, finding, reason, given_by, given_at FROM draft_finding_reason WHERE slug = $1`, slug)
	if err != nil {
		return nil, err
	}
	for _, found := range checked.findings {
		f := Finding{Finding: found}
		for _, given := range reasons {
			if given.Code == f.Code && given.Message == f.Message {
				f.Reason, f.ReasonBy, f.ReasonAt = given.Reason, given.ReasonBy, given.ReasonAt
			}
		}
		out.Findings = append(out.Findings, f)
	}
	if d.Base == nil {
		now, err := tx.Now(ctx)
		if err != nil {
			return nil, err
		}
		for _, found := range openingFindings(&d.Definition, now) {
			out.Findings = append(out.Findings, Finding{Finding: found})
		}
		return out, s.addGate(ctx, tx, out)
	}
	out.Changes = questionChanges(d.Base, &d.Definition)
	if err := out.loadChangeNotes(ctx, tx); err != nil {
		return nil, err
	}
	if s.Consults != nil && s.Consults.CountResponses != nil {
		if out.ResponseCount, err = s.Consults.CountResponses(ctx, tx, slug); err != nil {
			return nil, err
		}
	}
	if out.ResponseCount > 0 {
		out.BrokenPromises = consult.BrokenPromises(d.Base, &d.Definition)
	}
	return out, nil
}

// textCheck is what the check finds in the texts and settings of a draft, which depends on nothing else. It takes most of the
// time of a check, and every page of a draft needs it.
type textCheck struct {
	texts    []MeasuredText
	findings []consult.Finding
}

func checkTexts(d *Draft, sources textSources) textCheck {
	texts := allTexts(&d.Definition)
	return textCheck{texts, slices.Concat(d.Definition.Review(), placeholderFindings(&d.Definition),
		staleFindings(d, sources), readabilityFindings(texts))}
}

// addGate adds a finding if the consultation may not be opened because no assessment of its impact covers it.
func (s *Service) addGate(ctx context.Context, tx *db.Tx, out *CheckResult) error {
	if s.Edit == nil || out.copy == nil {
		return nil
	}
	err := s.Edit.GateIn(ctx, tx, s.kind(), out.copy)
	missing := edit.AsLinked(err)
	if missing == nil {
		return err
	}
	format, args := fault.MessageFormat(missing.Err)
	found := newFinding(consult.Reasons, "impact/none", format, args...)
	found.Blocks = true
	out.Findings = append(out.Findings, Finding{Finding: found, Href: missing.Href})
	return nil
}

// SetReasons stores the reasons for not fixing findings, which are given by the codes of the findings. An empty
// reason removes the stored one. A reason is for one finding with one message: if the message changes, a new
// reason is needed.
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
			if len(reason) > maxNote {
				return fault.New(fault.Invalid, "Reason must be 2,000 characters or fewer.")
			}
			if err := saveReason(ctx, tx, by, now, slug, &f, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

// saveReason stores or, if it is "", removes the reason for f.
func saveReason(
	ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time, slug consult.Slug, f *Finding, reason string,
) error {
	if reason == "" {
		_, err := tx.Exec(ctx, `DELETE FROM draft_finding_reason WHERE slug = $1 AND code = $2`, slug, f.Code)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "remove-finding-reason", "consultation", slug, f.Code)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO draft_finding_reason (slug, code, finding, reason, given_by, given_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (slug, code) DO UPDATE SET finding = excluded.finding, reason = excluded.reason,
			given_by = excluded.given_by, given_at = excluded.given_at`,
		slug, f.Code, f.Message, reason, by.ID, db.Time(now))
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "give-finding-reason", "consultation", slug, f.Code+": "+reason)
}

// newFinding returns a finding that needs to be fixed or a reason. code begins with the section of the page on
// which it is fixed.
func newFinding(p consult.Principle, code, format string, args ...any) consult.Finding {
	message := (*locale.Printer)(nil).Say(format, args...)
	return consult.Finding{Principle: p, Code: code, Format: format, Args: args, Message: message}
}

// placeholderFindings returns a finding if texts of a template have not been replaced.
func placeholderFindings(def *consult.Definition) []consult.Finding {
	n := builder.CountPlaceholders(def)
	if n == 0 {
		return nil
	}
	f := newFinding(consult.Reasons, "about/placeholder",
		"Change the template texts that begin with “[Change this]”. Texts still to change: %d.", n)
	f.Blocks = true
	f.Path = []any{"summary"}
	for _, t := range allTexts(def) {
		if builder.HasPlaceholder(t.Text) {
			f.Form, f.Path = t.Form, t.Path
			break
		}
	}
	return []consult.Finding{f}
}

// openingFindings returns a finding if a draft would have opened before it is published: the public page would give an
// opening date on which responses were not possible yet.
func openingFindings(def *consult.Definition, now time.Time) []consult.Finding {
	opens, err := consult.ParseCivilTime(def.Opens, def.Zone)
	if err != nil || def.Register != nil || !(&consult.Consultation{Opens: opens}).OpensBefore(now) {
		return nil
	}
	f := newFinding(consult.AdequateTime, "dates/opens-past",
		"The opening date, %s, has passed. A consultation opens when it is published or later. Change the opening date.", opens)
	f.Blocks = true
	f.Path = []any{"opens"}
	return []consult.Finding{f}
}

// staleFindings returns a finding for each version whose original has changed.
func staleFindings(d *Draft, sources textSources) (all []consult.Finding) {
	isStale := sources.staleIn(d)
	for i := 1; i < len(d.Definition.Forms); i++ {
		f := &d.Definition.Forms[i]
		n := 0
		var first consult.FormLocation
		for t := range builder.NewEditionTexts(&d.Definition, i, isStale).All() {
			if !t.Stale {
				continue
			}
			if n++; n == 1 {
				first = t.Place(f.Edition)
			}
		}
		if n > 0 {
			found := newFinding(consult.Access, staleCode+f.Edition,
				"Check the “%s” version of the questionnaire. The original has changed. Texts to update: %d.",
				builder.FormName(f), n)
			found.Form, found.Path = first, []any{"forms", i}
			all = append(all, found)
		}
	}
	for i := range d.Definition.Documents {
		doc := &d.Definition.Documents[i]
		for j := 1; j < len(doc.Editions); j++ {
			e := &doc.Editions[j]
			if doc.IsOutdated(e) || !isStale(documentKey(doc, e), e.Text+e.Link, doc.Editions[0].Text) {
				continue // Review finds versions that are outdated by their version number
			}
			found := newFinding(consult.Access, "documents/changed-"+doc.ID+"-"+e.ID(),
				"The “%s” version of “%s” is out of date. The original has changed.",
				builder.DocumentEditionName(e), doc.Title)
			found.Path = []any{"documents", i, "editions", j, "text"}
			all = append(all, found)
		}
	}
	return all
}
