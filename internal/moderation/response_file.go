package moderation

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// ErrNotScanned is the error for a file that the virus scanner has not checked, if the officer has not confirmed to know that.
var ErrNotScanned = fault.New(fault.Invalid, "Confirm that you know that the file was not checked for viruses.")

// ResponseFile returns a file of a response, for an officer to download. knows reports that the officer has confirmed to
// know that it may not have been checked for viruses. The access is logged first.
func (s *Service) ResponseFile(ctx context.Context, by actor.Actor, slug, id, file string, knows bool) (f *intake.AttachedFile, err error) {
	defer fault.Wrap(&err, "download a file of a response to %s", slug)
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.ReadResponses, slug, mayNotRead); err != nil {
			return err
		}
		if _, err := intake.GetResponse(ctx, tx, slug, id); err != nil {
			return err
		}
		f, err = intake.GetFile(ctx, tx, id, file)
		return err
	}); err != nil {
		return nil, err
	}
	if !f.Scanned && !knows {
		return nil, ErrNotScanned
	}
	return f, s.logResponseAccess(ctx, by, actor.ReadResponses, slug, id, "download-response-file", f.ID)
}
