package accountweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// searchPeople finds people by name and email address among those whom the person manages.
func searchPeople(ctx context.Context, tx *db.Tx, q web.SearchQuery) (db.Page[web.SearchHit], error) {
	return web.SearchList(q, func(at string, size int) (db.Page[*account.Person], error) {
		return account.ListManaged(ctx, tx, q.By, at, size)
	}, func(p *account.Person) string { return p.Name + " " + p.Email }, func(p *account.Person) (*web.SearchHit, error) {
		if !account.MayManage(q.By, p.Org) {
			return nil, nil
		}
		return &web.SearchHit{UserText: page.UserText{Text: p.Name, Href: peoplePath + "/" + p.ID}, Fact: locale.Lazy("%s", p.Email)}, nil
	})
}

// searchOrgs finds the organisations whose people the person manages. There are few.
func searchOrgs(ctx context.Context, tx *db.Tx, q web.SearchQuery) (p db.Page[web.SearchHit], err error) {
	all, err := account.ListOrgs(ctx, tx)
	for _, o := range all {
		if account.MayManage(q.By, o.ID) && locale.HasWords(o.Name, q.Words) {
			p.Items = append(p.Items, web.SearchHit{UserText: page.UserText{Text: o.Name, Href: peoplePath + "?org=" + o.ID}})
		}
	}
	return p, err
}
