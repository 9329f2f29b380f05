-- The four database roles; run by a superuser, as often as one likes. Passwords are set apart.
DO $$
BEGIN
    -- Migrations only: owns the schema.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_owner') THEN
        CREATE ROLE portal_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    -- Leadership pages and network reports: counts and dates, never content.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_network') THEN
        CREATE ROLE portal_network NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    -- Coordinators: the network's eyes, and the few columns that coordination writes.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_coordinator') THEN
        CREATE ROLE portal_coordinator NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
        GRANT portal_network TO portal_coordinator;
    END IF;
    -- Web and workers. NOINHERIT: the network's rights and policies hold only after SET ROLE.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        CREATE ROLE portal_app LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (
        SELECT FROM pg_auth_members
        WHERE roleid = 'portal_network'::regrole AND member = 'portal_app'::regrole
    ) THEN
        GRANT portal_network, portal_coordinator TO portal_app;
    END IF;
END
$$;
