package decision

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
)

// FigureUse is a key issue or the feedback that quotes a figure of a question.
type FigureUse struct {
	Text     string // of the issue, without figures; "" for feedback
	Language string // of Text; "" is the language of the council
	Path     string
}

// FigureUses returns, for each question of a consultation, where decisions and feedback quote its figures: by the id of
// the question, in the order of the decisions.
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
		path := "/decisions/" + d.Ref
		for _, i := range d.Issues {
			addUses(uses, consultation, i.texts(), FigureUse{WithoutFigures(i.Issue), d.Language, path + "#issue-" + i.Ref})
		}
	}
	feedback, err := ListFeedback(ctx, tx)
	for _, a := range feedback {
		if a.Consultation != consultation {
			continue
		}
		path := "/decisions#answer-" + a.Consultation
		if a.Decision != "" {
			path = "/decisions/" + a.Decision + "#answer"
		}
		addUses(uses, consultation, a.texts(), FigureUse{"", "", path})
	}
	return uses, err
}

// addUses adds use to each question of the consultation that texts quote.
func addUses(uses map[string][]FigureUse, consultation string, texts []string, use FigureUse) {
	seen := map[string]bool{}
	for _, text := range texts {
		for found := true; found; {
			var ref string
			_, text, found = strings.Cut(text, figureOpen)
			ref, text, _ = strings.Cut(text, figureClose)
			slug, rest, ok := strings.Cut(strings.TrimSpace(ref), "#")
			parts := strings.Split(rest, "/")
			if ok && slug == consultation && len(parts) > 2 && !seen[parts[1]] {
				seen[parts[1]] = true
				uses[parts[1]] = append(uses[parts[1]], use)
			}
		}
	}
}
