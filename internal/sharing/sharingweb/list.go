package sharingweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sharing"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// lineView is an agreement in a list.
type lineView struct {
	Title    page.UserText
	State    page.Tag
	Overdue  bool
	Orgs     []page.UserText
	Purpose  string
	Review   string
	Invented bool
}

// listView is the data for list.html.
type listView struct {
	Items     []lineView
	Invented  bool // all of Items
	ClearHref string
	Pages     page.Pagination
	Files     []page.Link
}

var exampleLine = lineView{
	Title: page.UserText{Text: "Who needs help in a flood", Href: "/data-sharing/flood", Lang: "en"},
	State: stateTag(nil, sharing.InForceState), Overdue: true,
	Orgs:    []page.UserText{{Text: "Exampleshire County Council", Lang: "en"}, {Text: "Example Valley Group", Lang: "en"}},
	Purpose: "To check on people in a flood.", Review: "1 April 2027", Invented: true,
}

var listPage = page.New(files, "templates/list.html", listView{},
	listView{Items: []lineView{exampleLine}, Invented: true, Files: fileLinks(nil)},
	listView{Items: []lineView{exampleLine, {Title: page.UserText{Text: "Rhannu data", Href: "/data-sharing/rhannu", Lang: "cy"},
		State: stateTag(nil, sharing.Unsigned), Purpose: "Iechyd.", Review: "1 April 2027"}}, ClearHref: sharing.PublicPath,
		Pages: page.Pagination{Next: sharing.PublicPath + "?page=2"}},
	listView{ClearHref: sharing.PublicPath},
)

// listSize is the number of agreements on a page of a list.
const listSize = 50

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	words, org := h.PagePrinter(r), web.QueryText(r, "partner")
	v, chosen := listView{}, url.Values{}
	if org != "" {
		chosen.Set("partner", org)
		v.ClearHref = sharing.PublicPath
	}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		found, err := findToday(r.Context(), tx, sharing.Query{Org: org}, r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		v.Pages = page.Neighbours(sharing.PublicPath, chosen, found.Previous, found.Next)
		v.Items, err = lines(r.Context(), tx, words, found.Items)
		return err
	})
	if err != nil {
		return err
	}
	v.Invented = len(v.Items) > 0 && !slices.ContainsFunc(v.Items, func(l lineView) bool { return !l.Invented })
	v.Files = fileLinks(words.Printer)
	return listPage.Write(w, r, http.StatusOK, v)
}

func lines(ctx context.Context, tx *db.Tx, words web.PagePrinter, all []sharing.Listed) ([]lineView, error) {
	orgs, err := orgTexts(ctx, tx, words)
	shown := make([]lineView, len(all))
	for i, a := range all {
		shown[i] = lineView{
			Title: page.UserText{Text: a.Title, Href: sharing.Path(a.Ref), Lang: words.LangOrCouncil(a.Language)},
			State: stateTag(words.Printer, a.State), Overdue: a.Overdue, Purpose: a.Purpose, Review: words.Date(a.Next), Invented: a.Invented != "",
		}
		for _, p := range a.Parties {
			shown[i].Orgs = append(shown[i].Orgs, orgs[p.Org])
		}
	}
	return shown, err
}

// signingView is the data for signing.html: the agreements of an organisation, for its people.
type signingView struct {
	page.StaffView
	Notice string
	Items  []signingLine
	Pages  page.Pagination
}

type signingLine struct {
	Title        page.UserText
	State        page.Tag
	Overdue      bool
	Version      int64
	Missing      []page.UserText
	Sign, Remove page.Link // empty if by may not
}

var signingPage = page.New(files, "templates/signing.html", signingView{}, signingView{
	Notice: "Your organisation has signed the agreement.",
	Items: []signingLine{
		{Title: page.UserText{Text: "Who needs help in a flood", Href: "/data-sharing/flood", Lang: "en"},
			State: stateTag(nil, sharing.Unsigned), Overdue: true, Version: 2, Missing: []page.UserText{{Text: "Example Valley Group", Lang: "en"}},
			Sign: page.Link{Text: "Read and sign version 2", Href: signPath("flood")}},
		{Title: page.UserText{Text: "Rhannu data", Href: "/data-sharing/rhannu", Lang: "cy"},
			State: stateTag(nil, sharing.InForceState), Version: 1,
			Remove: page.Link{Text: "Withdraw the signature", Href: withdrawPath("rhannu")}},
	},
	Pages: page.Pagination{Next: sharing.SigningPath + "?page=2"},
})

// signing lists the agreements of by's organisation.
func (h *handlers) signing(w http.ResponseWriter, r *http.Request) error {
	words, by := h.PagePrinter(r), site.Actor(r)
	v := signingView{}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		found, err := findToday(r.Context(), tx, sharing.Query{Org: by.OwnOrg()}, r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		orgs, err := orgTexts(r.Context(), tx, words)
		v.Pages, v.Items = page.Neighbours(sharing.SigningPath, nil, found.Previous, found.Next), nil
		for _, a := range found.Items {
			v.Items = append(v.Items, newSigningLine(words, by, a, orgs))
		}
		return err
	})
	if err != nil {
		return err
	}
	v.Notice = h.PopNotice(r)
	return signingPage.Write(w, r, http.StatusOK, v)
}

func newSigningLine(words web.PagePrinter, by actor.Actor, a sharing.Listed, orgs map[string]page.UserText) signingLine {
	line := signingLine{
		Title: page.UserText{Text: a.Title, Href: sharing.Path(a.Ref), Lang: words.LangOrCouncil(a.Language)},
		State: stateTag(words.Printer, a.State), Overdue: a.Overdue, Version: a.Version,
	}
	for _, org := range a.Missing {
		line.Missing = append(line.Missing, orgs[org])
	}
	switch {
	case !sharing.MaySign(by):
	case slices.Contains(a.Missing, by.OwnOrg()):
		line.Sign = page.Link{Text: words.Say("Read and sign version %d", a.Version), Href: signPath(a.Ref)}
	default:
		line.Remove = page.Link{Text: words.Say("Withdraw the signature"), Href: withdrawPath(a.Ref)}
	}
	return line
}
