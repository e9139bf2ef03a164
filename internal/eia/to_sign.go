package eia

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// ToSign is a draft that colleagues have begun to sign, and that waits for a role of the person who asks.
type ToSign struct {
	Path  string // where it is read and signed
	Title string
	Role  string
}

// maxToSign is how many drafts ListToSign looks at, the last changed ones.
const maxToSign = 50

// ListToSign returns the drafts that by has to sign: another person has signed what they say now, and a role that only certain
// accounts sign for has not. A signature that every writer of assessments can give is the work of no one in particular.
func ListToSign(ctx context.Context, tx *db.Tx, by actor.Actor) (all []ToSign, err error) {
	rules, err := GetRules(ctx, tx)
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(rules.Signers, func(s Signer) bool { return len(s.By) == 0 || !s.MayBe(by) })
	if len(mine) == 0 {
		return nil, nil
	}
	if begun, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM eia_signature)`); err != nil || !begun {
		return nil, err // without reading drafts, because “My work” is shown after every sign-in
	}
	drafts, err := edit.ListPendingIn(ctx, tx, &edit.Kind{Name: kindName}, actor.CouncilOrg, "", maxToSign)
	if err != nil || len(drafts.Items) == 0 {
		return nil, err
	}
	contents := make([]string, len(drafts.Items))
	for i, c := range drafts.Items {
		contents[i] = contentOf(c.Record, c.Values)
	}
	type signature struct{ content, role, account string }
	signed, err := db.All(ctx, tx, func(r db.Row) (s signature, err error) { return s, r.Scan(&s.content, &s.role, &s.account) },
		`SELECT content, role, account FROM eia_signature WHERE content IN (`+db.Placeholders(1, len(contents))+`)`,
		db.Args(contents)...)
	if err != nil {
		return nil, err
	}
	under := map[string][]signature{}
	for _, s := range signed {
		under[s.content] = append(under[s.content], s)
	}
	for i, c := range drafts.Items {
		there := under[contents[i]]
		if len(there) == 0 || slices.ContainsFunc(there, func(s signature) bool { return s.account == by.ID }) {
			continue
		}
		for _, m := range mine {
			if !slices.ContainsFunc(there, func(s signature) bool { return s.role == m.Role }) {
				all = append(all, ToSign{SignPath(c.Address()), c.Values.Text("title"), m.Role})
				break
			}
		}
	}
	return all, nil
}

// SignPath returns the path of the page on which a draft is read and signed.
func SignPath(address string) string { return RecordsPath + "/" + address + "/sign" }
