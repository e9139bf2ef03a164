package decision

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Prose is text with its figures filled in: paragraphs of spans.
type Prose [][]Span

// Span is plain text, or a figure with a link to the release it comes from.
type Span struct {
	Text string
	Href string // "" for plain text
}

// Text returns p as plain text, with a blank line between paragraphs.
func (p Prose) Text() string {
	var b strings.Builder
	for i, spans := range p {
		if i > 0 {
			b.WriteString("\n\n")
		}
		for _, s := range spans {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// Plain returns text without figures.
func Plain(text string) Prose { return Prose{{{Text: text}}} }

// FigureFunc returns a published figure by its reference, such as "parks-2026#1/use/yes". It is
// (*analysis.Service).Figure except in tests.
type FigureFunc func(ctx context.Context, tx *db.Tx, ref string) (analysis.Figure, error)

const (
	figureOpen  = edit.QuoteOpen + "figure:"
	figureClose = "}}"
)

// Expand fills in every {{figure:REF}} of text. Numbers in feedback are computed from the published results, never
// typed, so it returns fault.Invalid for a figure that cannot be found and for any other use of double braces.
func (f FigureFunc) Expand(ctx context.Context, tx *db.Tx, text string) (Prose, error) {
	var prose Prose
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		var spans []Span
		rest := strings.TrimSpace(part)
		for rest != "" {
			plain, tail, found := strings.Cut(rest, "{{")
			if plain != "" {
				spans = append(spans, Span{Text: plain})
			}
			if !found {
				break
			}
			name, isFigure := strings.CutPrefix("{{"+tail, figureOpen)
			ref, after, closed := strings.Cut(name, figureClose)
			if !isFigure || !closed {
				return nil, fault.Newf(
					fault.Invalid,
					"“%s” is not a figure code. Use a code like {{figure:REF}}, where REF is the reference of a published figure.",
					truncate("{{"+tail),
				)
			}
			figure, err := f.lookup(ctx, tx, strings.TrimSpace(ref))
			if err != nil {
				return nil, err
			}
			spans = append(spans, Span(figure))
			rest = after
		}
		if len(spans) > 0 {
			prose = append(prose, spans)
		}
	}
	return prose, nil
}

// lookup returns the figure ref. If package analysis refuses it (not published, no such option, hidden to protect
// people), the result is fault.Invalid with that reason.
func (f FigureFunc) lookup(ctx context.Context, tx *db.Tx, ref string) (figure analysis.Figure, err error) {
	if f == nil {
		return figure, fault.Newf(fault.Invalid, "Figure %q is not available. Publish the results first.", ref)
	}
	figure, err = f(ctx, tx, ref)
	if say := fault.Message(err); say != "" {
		format, args := fault.MessageFormat(err)
		err = &fault.Error{Kind: fault.Invalid, Say: say, Format: format, Args: args, Err: err}
	}
	return figure, err
}

func truncate(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}

// issueTexts and feedbackTexts are the settings of the texts that can contain figures, in the order of texts.
var (
	issueTexts    = []string{"issue", "raised-by", "response", "change", "no-change"}
	feedbackTexts = []string{"asked", "said", "did", "next"}
)

// texts are the texts of an issue that can contain figures.
func (i *Issue) texts() []string {
	return []string{i.Issue, i.RaisedBy, i.Response, i.Change, i.NoChange}
}

// texts are the texts of feedback that can contain figures.
func (a *Feedback) texts() []string { return []string{a.Asked, a.Said, a.Did, a.Next} }

// checkFeedback checks what a refers to and that its figures can be filled in. Its error holds all
// definition.SettingErrors.
func (f FigureFunc) checkFeedback(ctx context.Context, tx *db.Tx, a *Feedback) error {
	var wrong definition.SettingErrors
	c, err := getConsultation(ctx, tx, a.Consultation)
	wrong.Add(err, "consultation")
	if err == nil && !a.Date.IsZero() {
		wrong.Add(checkDatedAfterClose(c, a.Date), "date")
	}
	wrong.Add(f.checkTexts(ctx, tx, a.texts(), feedbackTexts))
	return wrong.Err()
}

// checkTexts checks that the figures of texts can be filled in. settings are their names. Its error
// holds all definition.SettingErrors.
func (f FigureFunc) checkTexts(ctx context.Context, tx *db.Tx, texts, settings []string) error {
	var wrong definition.SettingErrors
	for i, text := range texts {
		_, err := f.Expand(ctx, tx, text)
		wrong.Add(err, settings[i])
	}
	return wrong.Err()
}

// WithoutFigures returns text without the sentences that quote figures, for use as link text. If all do, it has "…" for
// each figure.
func WithoutFigures(text string) string {
	var b, whole strings.Builder
	for rest := text; rest != ""; {
		sentence, after, _ := strings.Cut(rest, ". ")
		if after != "" {
			sentence += "."
		}
		rest = after
		if !strings.Contains(sentence, figureOpen) {
			b.WriteString(" " + sentence)
		}
	}
	if kept := strings.TrimSpace(b.String()); kept != "" {
		return kept
	}
	for text != "" {
		words, tail, found := strings.Cut(text, figureOpen)
		whole.WriteString(words)
		if !found {
			break
		}
		whole.WriteString("…")
		_, text, _ = strings.Cut(tail, figureClose)
	}
	return whole.String()
}
