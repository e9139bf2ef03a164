package eia

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service has the use cases of assessments.
type Service struct {
	DB   *db.DB
	Edit *edit.Service
	// Activities finds what an assessment can cover: the records of all features that agree an activity.
	Activities *edit.Lookup
	Agreed     Agreed
}

// contentOf is the digest to which signatures under a draft are bound: what it says, and the published assessment that it
// changes, or "" if it is a new one. It does not depend on who fills in what.
func contentOf(record string, v edit.Values) string {
	signed := v.Clone()
	signed.Set("tasks")
	return digest.Labelled("assessment", record, db.JSON(signed)).Hex()
}

func scanSignature(r db.Row) (s Signature, err error) {
	return s, r.Scan(&s.Role, &s.Post, &s.Words, db.ScanTime(&s.Date))
}

// signaturesUnder returns the signatures under exactly these values, which change the published assessment record.
func signaturesUnder(ctx context.Context, tx *db.Tx, record string, v edit.Values) ([]Signature, error) {
	return db.All(ctx, tx, scanSignature, `SELECT role, post, words, signed FROM eia_signature WHERE content = $1 ORDER BY signed, role`,
		contentOf(record, v))
}

// useSignatures ends the signatures under a draft that is published: the edition has its own copies, and none counts for
// another edition, even if that says the same again.
func useSignatures(ctx context.Context, tx *db.Tx, record string, v edit.Values) error {
	_, err := tx.Exec(ctx, `DELETE FROM eia_signature WHERE content = $1`, contentOf(record, v))
	return err
}

// SignaturesUnder returns the signatures under a draft or, if there is none, under what is published.
func (s *Service) SignaturesUnder(ctx context.Context, c *edit.Copy) (all []Signature, err error) {
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		if c.Pending() || c.Record == "" {
			all, err = signaturesUnder(ctx, tx, c.Record, c.Values)
			return err
		}
		a, err := Get(ctx, tx, c.Record)
		if err == nil {
			all = a.Signatures
		}
		return err
	})
}

// Signed reports whether by has signed c as it is now, and so signs for no other role.
func (s *Service) Signed(ctx context.Context, by actor.Actor, c *edit.Copy) (signed bool, err error) {
	return signed, s.DB.View(ctx, func(tx *db.Tx) error {
		signed, err = hasSigned(ctx, tx, by, contentOf(c.Record, c.Values))
		return err
	})
}

func hasSigned(ctx context.Context, tx *db.Tx, by actor.Actor, content string) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM eia_signature WHERE content = $1 AND account = $2)`, content, by.ID)
}

// maxPost is the length of the longest post of a person who signs, in characters.
const maxPost = 200

// Sign binds the attestation of a role to the given version of a draft. Each role is signed by another person. post is what
// the public sees of who signed.
func (s *Service) Sign(ctx context.Context, by actor.Actor, address string, version int64, role, post string) (err error) {
	defer fault.Wrap(&err, "sign assessment %s", address)
	k := s.AssessmentKind()
	post = strings.Join(strings.Fields(post), " ")
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := s.Edit.FindIn(ctx, tx, by, &k, address)
		if err != nil {
			return err
		}
		if c.Version != version || !c.Pending() {
			return fault.New(fault.Conflict, "The assessment has changed since you opened this page. Read it again before you sign.")
		}
		if err := Incomplete(ctx, tx, c); err != nil {
			return fault.New(fault.Invalid, "Complete the assessment before it is signed. What is missing is listed on its page.")
		}
		rules, err := GetRules(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rules.Signers, func(signer Signer) bool { return signer.Role == role })
		if i < 0 || post == "" || utf8.RuneCountInString(post) > maxPost {
			return fault.New(fault.Invalid, "Enter your post, and choose one of the required signatures.")
		}
		if !rules.Signers[i].MayBe(by) {
			return fault.Newf(fault.Invalid, "Your account does not have the role that signs as %q. A colleague who has it signs.", role)
		}
		content := contentOf(c.Record, c.Values)
		signed, err := hasSigned(ctx, tx, by, content)
		if err != nil {
			return err
		}
		if signed {
			return fault.New(fault.Conflict, "You have signed this version already. Another person signs for the other roles.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO eia_signature (content, role, account, post, words, signed) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (content, role) DO NOTHING`, content, role, by.ID, post, rules.Signers[i].Words, db.Time(now))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "Another person has signed for this role. Choose another one.")
		}
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "sign-assessment", kindName, c.Address(), role)
	})
}

// Definitions returns the kinds of definition files of this feature: how the council assesses, assessments and challenge
// sessions.
func (s *Service) Definitions() []definition.Kind {
	rules := definition.FileKind[Rules]{
		Pattern: "assessment-rules.yaml", Define: defineRulesFile,
		Count: func(Rules) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			_, err := db.One(ctx, tx, db.Text, `SELECT body FROM eia_rules WHERE id = 'this'`)
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			r, err := GetRules(ctx, tx)
			files["assessment-rules.yaml"] = &r
			return err
		},
	}
	assessments := definition.FileKind[Definition]{
		One: "assessment", Many: "assessments", Pattern: "assessments/*.yaml",
		Define: s.defineIn,
		Count:  func(d Definition) int { return len(d.Assessments) },
		Names: func(d Definition, defines func(kind, ref string)) {
			for _, a := range d.Assessments {
				defines("assessment", a.Ref)
			}
		},
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return db.EachText(ctx, tx, "ref", func(ref string) error {
				def := &Definition{}
				files["assessments/"+ref+".yaml"] = def
				return eachEditionOf(ctx, tx, ref, func(a *Assessment) error {
					a.Tasks = nil // who fills in what is not published, and names accounts of this installation
					def.Assessments = slices.Insert(def.Assessments, 0, *a)
					return nil
				})
			}, `SELECT ref FROM eia_assessment`, "")
		},
	}
	return []definition.Kind{rules.Kind(), assessments.Kind(), challengeDefinitions()}
}

// defineIn stores the assessments of def, each with an audit entry. Its error holds all definition.SettingErrors.
func (s *Service) defineIn(ctx context.Context, l *definition.Loading, def Definition) (err error) {
	defer fault.Wrap(&err, "define assessments")
	if err := authorise(l.By); err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for i := range def.Assessments {
		a := &def.Assessments[i]
		if was, err := a.wasPublished(ctx, l.Tx); err != nil || was {
			wrong.Add(err)
			continue
		}
		if err := a.check(ctx, l.Tx); err != nil {
			wrong.Add(err, "assessments", i)
			continue
		}
		changed, err := a.save(ctx, l.Tx, l.Record)
		if err == nil && changed {
			err = audit.Append(ctx, l.Tx, l.By, "define-assessment", kindName, a.Ref, "")
		}
		if err != nil {
			return err
		}
	}
	return wrong.Err()
}
