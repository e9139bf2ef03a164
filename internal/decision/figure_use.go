package decision

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// FigureUse is a key issue or the feedback that quotes a figure of a question, or a key issue that answers raised.
type FigureUse struct {
	Text     string // of the issue, without figures; "" for feedback
	Language string // of Text; "" is the language of the council
	Path     string
}

// FigureUses returns, for each question of a consultation, where decisions and feedback quote its figures, and the key
// issues that its answers raised: by the id of the question, in the order of the decisions.
func FigureUses(ctx context.Context, tx *db.Tx, consultation string) (map[string][]FigureUse, error) {
	uses := map[string][]FigureUse{}
	decisions, err := ForConsultation(ctx, tx, consultation)
	if err != nil {
		return nil, err
	}
	for _, d := range decisions {
		if d, err = Get(ctx, tx, d.Ref); err != nil { // with its issues
			return nil, err
		}
		addIssueUses(uses, consultation, d.Issues)
	}
	log, err := GetIssueLog(ctx, tx, consultation)
	if err == nil {
		addIssueUses(uses, consultation, log.Issues)
	} else if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	a, err := GetFeedback(ctx, tx, consultation)
	if fault.Is(err, fault.NotFound) {
		return uses, nil
	}
	if err == nil {
		addUses(uses, consultation, a.texts(), FigureUse{"", "", a.Path()})
	}
	return uses, err
}

// addIssueUses adds issues to the questions of the consultation that they quote or that raised them.
func addIssueUses(uses map[string][]FigureUse, consultation string, issues []Issue) {
	for _, i := range issues {
		use := FigureUse{WithoutFigures(i.Issue), i.Language, i.Path()}
		quoted := addUses(uses, consultation, i.texts(), use)
		for _, question := range i.Questions {
			if !quoted[question] {
				uses[question] = append(uses[question], use)
			}
		}
	}
}

// addUses adds use to each question of the consultation that texts quote, and returns these questions.
func addUses(uses map[string][]FigureUse, consultation string, texts []string, use FigureUse) (seen map[string]bool) {
	seen = map[string]bool{}
	for _, text := range texts {
		for _, ref := range quotedFigures(text) {
			slug, rest, ok := strings.Cut(ref, "#")
			parts := strings.Split(rest, "/")
			if ok && slug == consultation && len(parts) > 2 && !seen[parts[1]] {
				seen[parts[1]] = true
				uses[parts[1]] = append(uses[parts[1]], use)
			}
		}
	}
	return seen
}

// quotedFigures returns the references of the figures that text quotes.
func quotedFigures(text string) (refs []string) {
	for {
		_, after, found := strings.Cut(text, figureOpen)
		if !found {
			return refs
		}
		var ref string
		ref, text, _ = strings.Cut(after, figureClose)
		refs = append(refs, strings.TrimSpace(ref))
	}
}
