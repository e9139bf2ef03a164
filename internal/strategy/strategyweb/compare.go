package strategyweb

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// compareView shows two versions of a strategy side by side, with the words that changed.
type compareView struct {
	Back         string // address of the strategy
	Title, Lang  string // Lang is the language of the strategy's texts
	Self         string
	Form         form.Form // which versions
	Before       string    // name and date of the version on the left
	After        string
	Changes      string // what the council says has changed
	Parts        []comparePart
	Changed      int         // rows that differ
	Contents     []page.Link // parts with rows that differ; Text is in Lang
	Incomparable bool        // there is only one version
}

// comparePart is what comes under a heading of the text.
type comparePart struct {
	ID, Title string
	Rows      []compareRow
}

// compareRow is a row of the comparison: a part that changed, or all parts up to the next one that did.
type compareRow struct {
	From, To, Lang string // names of the versions, and the language of their texts
	Before, After  []edit.Piece
	Same           string // what both say
	Lines          int    // of Same
	Because        []page.UserText
}

var comparePage = page.New(files, "templates/compare.html",
	compareView{
		Back: "/strategies/equality-2016", Title: "Equality strategy 2016 to 2020",
		Self: "/strategies/equality-2016/versions", Before: "Draft, 25 April 2016", After: "Adopted, 6 July 2016", Changes: "It names carers.",
		Form: form.Form{{Kind: form.Select, ID: "from", Name: "from", Label: "Compare", LabelSize: "s", Value: "draft",
			Options: []form.Option{{Value: "draft", Label: "Draft, 25 April 2016"}}}},
		Changed: 1, Contents: []page.Link{{Text: "Who this is for", Href: "#part-2"}},
		Parts: []comparePart{
			{"part-1", "", []compareRow{{Same: "We want fair services.\n", Lines: 1}}},
			{"part-2", "Who this is for", []compareRow{{
				From: "Draft, 25 April 2016", To: "Adopted, 6 July 2016", Lang: "en",
				Before:  []edit.Piece{{Text: "We will consider "}, {Text: "rural areas.", Removed: true}},
				After:   []edit.Piece{{Text: "We will consider "}, {Text: "carers.", Added: true}},
				Because: []page.UserText{{Text: "The draft does not mention carers", Href: "/decisions/adopt#issue-carers"}},
			}}},
		},
	},
	compareView{Back: "/strategies/ageing", Title: "Ageing well", Incomparable: true},
)

func (h *Handlers) compare(w http.ResponseWriter, r *http.Request) error {
	ctx, p, slug := r.Context(), h.deps.PagePrinter(r), r.PathValue("slug")
	var s *strategy.Strategy
	var issues []decision.Issue
	err := h.deps.DB.View(ctx, func(tx *db.Tx) (err error) {
		if s, err = strategy.Get(ctx, tx, slug); err != nil {
			return err
		}
		made, err := decision.ForStrategy(ctx, tx, slug)
		for _, d := range made {
			some, err := d.AllIssues(ctx, tx)
			if err != nil {
				return err
			}
			issues = append(issues, some...)
		}
		return err
	})
	if err != nil {
		return err
	}
	home := "/strategies/" + slug
	v := compareView{Back: home, Title: s.Title, Lang: p.LangOrCouncil(s.Language), Self: home + "/versions"}
	all := s.Texts()
	before, after, err := choose(all, r.FormValue("from"), r.FormValue("to"))
	if err != nil {
		return err
	}
	if before == nil {
		v.Incomparable = true
		return comparePage.Write(w, r, http.StatusOK, v)
	}
	v.Before, v.After, v.Changes = versionName(p, before), versionName(p, after), after.Changes
	v.Form = form.Form{versionField(p, "from", p.Say("Compare"), all, before), versionField(p, "to", p.Say("With"), all, after)}
	v.addParts(before.Body, after.Body)
	v.addReasons(p, issues, after.ID)
	return comparePage.Write(w, r, http.StatusOK, v)
}

// choose returns the versions with these ids, by default the last one and the one before it, or nil if there is only one.
func choose(all []strategy.Version, from, to string) (before, after *strategy.Version, err error) {
	if len(all) < 2 {
		return nil, nil, nil
	}
	find := func(id string, otherwise int) *strategy.Version {
		if id != "" {
			otherwise = slices.IndexFunc(all, func(v strategy.Version) bool { return v.ID == id })
		}
		if otherwise < 0 {
			return nil
		}
		return &all[otherwise]
	}
	before, after = find(from, len(all)-2), find(to, len(all)-1)
	if before == nil || after == nil {
		return nil, nil, fault.New(fault.NotFound, "We cannot find that version. Choose one on the page of the strategy.")
	}
	return before, after, nil
}

func versionName(p web.PagePrinter, v *strategy.Version) string {
	return p.Say("%s, %s", v.Kind.Label(), v.Date)
}

func versionField(p web.PagePrinter, name, label string, all []strategy.Version, chosen *strategy.Version) *form.Field {
	f := &form.Field{Kind: form.Select, ID: name, Name: name, Label: label, LabelSize: "s"}
	for i := range all {
		f.Options = append(f.Options, form.Option{Value: all[i].ID, Label: versionName(p, &all[i]), Checked: all[i].ID == chosen.ID})
	}
	return f
}

// addParts adds the parts of two texts under their headings.
func (v *compareView) addParts(before, after string) {
	at := func() *comparePart { return &v.Parts[len(v.Parts)-1] }
	add := func(title string) {
		v.Parts = append(v.Parts, comparePart{ID: fmt.Sprintf("part-%d", len(v.Parts)+1), Title: title})
	}
	add("")
	for _, s := range edit.SideBySide(before, after) {
		if title, ok := strings.CutPrefix(strings.TrimLeft(textOf(s.After), "#"), " "); ok && strings.HasPrefix(textOf(s.After), "#") {
			add(plain(strings.TrimSpace(title)))
			if s.Same {
				continue
			}
		}
		part := at()
		if !s.Same {
			part.Rows = append(part.Rows, compareRow{From: v.Before, To: v.After, Lang: v.Lang,
				Before: plainPieces(s.Before), After: plainPieces(s.After)})
			if v.Changed++; part.Title != "" && (len(v.Contents) == 0 || v.Contents[len(v.Contents)-1].Text != part.Title) {
				v.Contents = append(v.Contents, page.Link{Text: part.Title, Href: "#" + part.ID})
			}
			continue
		}
		if n := len(part.Rows) - 1; n < 0 || part.Rows[n].Lines == 0 {
			part.Rows = append(part.Rows, compareRow{Lang: v.Lang})
		}
		row := &part.Rows[len(part.Rows)-1]
		row.Same += plain(textOf(s.After))
		row.Lines++
	}
}

// addReasons adds to each row the key issues because of which its words were changed in the version id.
func (v *compareView) addReasons(p web.PagePrinter, issues []decision.Issue, id string) {
	for _, issue := range issues {
		if _, version, _ := strings.Cut(issue.Document, "#"); issue.Words == "" || version != id {
			continue
		}
		because := page.UserText{
			Text: decision.WithoutFigures(issue.Issue), Href: issue.Path(), Lang: p.LangOrCouncil(issue.Language),
		}
		for i := range v.Parts {
			for j := range v.Parts[i].Rows {
				row := &v.Parts[i].Rows[j]
				if strings.Contains(textOf(row.After), issue.Words) && !slices.Contains(row.Because, because) { // two decisions can share a log
					row.Because = append(row.Because, because)
				}
			}
		}
	}
}

func textOf(pieces []edit.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Marks of Markdown that readers do not see.
var (
	lineMarks = regexp.MustCompile(`(?m)^(#+ +)`)
	listMarks = regexp.MustCompile(`(?m)^( *)[-*] +`)
	emphasis  = regexp.MustCompile(`\*\*|__|\*`)
)

// plain returns a text without the marks of Markdown for headings, lists and emphasis.
func plain(text string) string {
	return emphasis.ReplaceAllString(listMarks.ReplaceAllString(lineMarks.ReplaceAllString(text, ""), "$1• "), "")
}

func plainPieces(pieces []edit.Piece) []edit.Piece {
	out := slices.Clone(pieces)
	for i := range out {
		out[i].Text = plain(out[i].Text)
	}
	if n := len(out) - 1; n >= 0 {
		out[n].Text = strings.TrimRight(out[n].Text, "\n")
	}
	return out
}

// lifeTag returns the stage of a strategy as a tag.
func lifeTag(p web.PagePrinter, l strategy.Life) page.Tag {
	t := page.Tag{Text: l.Stage.Label().In(p.Printer)}
	switch l.Stage {
	case strategy.StageInForce:
		t.Colour = "green"
	case strategy.StageEnding:
		t.Colour = "yellow"
	case strategy.StageEnded, strategy.StageReplaced:
		t.Colour = "grey"
	}
	return t
}

// getLife returns the life of s and the tag for it.
func getLife(ctx context.Context, tx *db.Tx, p web.PagePrinter, s *strategy.Strategy) (strategy.Life, page.Tag, error) {
	l, err := strategy.GetLife(ctx, tx, s)
	return l, lifeTag(p, l), err
}
