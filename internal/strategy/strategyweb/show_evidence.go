package strategyweb

import (
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
)

// needLink returns the link to a finding: on the page, if it is one of those that the page has.
func (b *pageBuilder) needLink(ref string) page.UserText {
	link := page.UserText{Text: ref, Href: "/evidence/" + ref, Lang: b.LangOrCouncil("")}
	for i, n := range b.needs {
		if n.Ref != ref {
			continue
		}
		link.Text = n.Title
		if i < maxNeeds {
			link.Href = "#need-" + ref
		}
	}
	return link
}

// evidence returns the first findings.
func (b *pageBuilder) evidence() (views []needView, err error) {
	needs := b.needs[:min(len(b.needs), maxNeeds)]
	var refs []string
	for _, n := range needs {
		refs = append(refs, n.Ref)
	}
	all, err := action.FirstForNeeds(b.ctx, b.tx, maxBecause+1, refs...)
	if err != nil {
		return nil, err
	}
	because := map[string][]page.UserText{}
	for _, a := range all {
		link := page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: b.LangOrCouncil(a.Language)}
		because[a.Need] = append(because[a.Need], link)
	}
	for _, n := range needs {
		actions := because[n.Ref]
		v := needView{
			Ref: n.Ref, Title: n.Title, Lang: b.LangOrCouncil(""), Summary: n.Summary, Figure: n.Figure,
			Date: b.Date(n.Source.Date), Area: b.placeNames(n.Places), Invented: n.Invented,
			Source:  sourceLink(n.Source, b.LangOrCouncil("")),
			Actions: actions[:min(len(actions), maxBecause)], MoreActions: len(actions) > maxBecause,
		}
		for _, name := range n.CharacteristicNames() {
			v.Characteristics = append(v.Characteristics, name.In(b.Printer))
		}
		views = append(views, v)
	}
	return views, nil
}

func (b *pageBuilder) versions() (views []versionView, err error) {
	lang := b.LangOrCouncil(b.Language)
	for _, v := range b.Versions {
		view := versionView{
			ID:      v.ID,
			Lang:    lang,
			Name:    v.Kind.Label().In(b.Printer),
			Date:    v.Date,
			Title:   v.Title,
			Changes: v.Changes,
			Body:    v.Body,
			Source:  sourceLink(v.Source, lang),
		}
		if v.Consultation != "" {
			c, err := consult.Get(b.ctx, b.tx, v.Consultation)
			switch {
			case fault.Is(err, fault.NotFound):
			case err != nil:
				return nil, err
			case c.Stage != consult.StageDraft: // a draft is not public
				view.Consultation = page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: b.LangOrCouncil(c.Language)}
			}
		}
		views = append(views, view)
	}
	return views, nil
}
