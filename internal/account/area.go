package account

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ListAreas returns the names of the areas that p can represent, sorted; none unless p is a councillor. The one that p has is
// among them, even if it is no longer in use.
func (s *Service) ListAreas(ctx context.Context, p *Person) (names []string, err error) {
	if !p.HasRole(Councillor) {
		return nil, nil
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		names, err = s.areasFor(ctx, tx, p)
		return err
	})
	return names, err
}

func (s *Service) areasFor(ctx context.Context, tx *db.Tx, p *Person) (names []string, err error) {
	if s.Areas != nil {
		if names, err = s.Areas(ctx, tx); err != nil {
			return nil, err
		}
	}
	if p.Area != "" {
		names = append(names, p.Area)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// SetArea sets the area that a councillor represents, one of ListAreas, or "" for none. Like every change of an account by an
// administrator it ends the sessions of the person.
func (s *Service) SetArea(ctx context.Context, by actor.Actor, id, area string) (err error) {
	defer fault.Wrap(&err, "set area of %s", id)
	return s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if !p.HasRole(Councillor) {
			return fault.New(fault.Conflict, "Only councillors represent an area. Give this person the role first.")
		}
		names, err := s.areasFor(ctx, tx, p)
		if err != nil {
			return err
		}
		if area != "" && !slices.Contains(names, area) {
			return fault.New(fault.Invalid, "Choose an area from the list.")
		}
		p.Area = area
		return audit.Append(ctx, tx, by, "set-area", "account", p.ID, area)
	})
}

// AreaOf returns the name of the area that the person with this id represents, or "".
func AreaOf(ctx context.Context, tx *db.Tx, id string) (string, error) {
	p, err := GetPerson(ctx, tx, id)
	if fault.Is(err, fault.NotFound) { // such as the system
		return "", nil
	}
	if err != nil || !p.HasRole(Councillor) {
		return "", err
	}
	return p.Area, nil
}
