"""Endpoints as a tutorial writes them: a session each, ORM objects, answers by `response_model`."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request
from sqlalchemy import Select, event, insert, inspect, select
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import joinedload, load_only, selectinload

from bench.org import definitions
from bench.yardstick.answers import Body, Changes, LeadIn, Made, Outcome, Page, Whole
from bench.yardstick.models import Base, Lead, User, Visit

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000", "busy_timeout=5000",
            "cache_size=-16000", "temp_store=MEMORY")  # fmt: skip
#: As many as clients, so that none is opened for one request.
_CONNECTIONS = 16
_PER_PAGE = 200
_ids = itertools.count(1 << 62)
_NOT_CLONED = frozenset({"id", "created_time", "modified_time"})
_USERS = Base.metadata.tables[User.__tablename__]
_OWNER = definitions().users[0].id
#: The columns that a line shows; without it the ORM would load all 60.
_LINE = (
    load_only(
        Lead.last_name,
        Lead.company,
        Lead.email,
        Lead.phone,
        Lead.lead_source,
        Lead.annual_revenue,
        Lead.created_time,
        Lead.modified_time,
    ),
)
_PEOPLE = (joinedload(Lead.owner), joinedload(Lead.referred_by))
_WHOLE = (
    *_PEOPLE,
    joinedload(Lead.created_by),
    joinedload(Lead.modified_by),
    selectinload(Lead.visits),
)


def _engine(url: str, schema: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=_CONNECTIONS)
    if schema:
        return engine.execution_options(schema_translate_map={None: schema})

    def prepare(connection: Any, _record: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine.sync_engine, "connect", prepare)
    return engine


async def _add_users(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all, tables=[_USERS])
        known = await connection.scalar(select(User.id).limit(1))
        if known is None:
            users = [
                {"id": user.id, "name": user.full_name, "email": user.email}
                for user in definitions().users
            ]
            await connection.execute(insert(User), users)


async def _authenticate(authorization: Annotated[str | None, Header()] = None) -> int:
    if authorization is None or not authorization.startswith("Zoho-oauthtoken "):
        raise HTTPException(401)
    return _OWNER


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.sessions() as session:
        yield session


Caller = Annotated[int, Depends(_authenticate)]
Session = Annotated[AsyncSession, Depends(_session)]
router = APIRouter()


@router.get("/leads", response_model=Page)
async def list_leads(session: Session, _caller: Caller, per_page: int = 200) -> Any:
    """Answer the newest leads."""
    return {"data": (await session.scalars(_newest(per_page))).all()}


@router.get("/leads/search", response_model=Page)
async def search_leads(session: Session, _caller: Caller, last_name: str, city: str) -> Any:
    """Answer the newest leads whose name and city hold some text, whatever its case."""
    query = _newest(_PER_PAGE).where(
        Lead.last_name.icontains(last_name, autoescape=True),
        Lead.city.icontains(city, autoescape=True),
    )
    return {"data": (await session.scalars(query)).all()}


def _newest(count: int) -> Select[Lead]:
    return (
        select(Lead)
        .where(Lead.in_bin == 0, Lead.converted.is_(False), Lead.approval_state == "approved")
        .options(*_LINE, *_PEOPLE)
        .order_by(Lead.id.desc())
        .limit(count)
    )


@router.get("/leads/{lead_id}", response_model=Whole)
async def get_lead(session: Session, _caller: Caller, lead_id: int) -> Any:
    """Answer one lead with its visits."""
    return {"data": [await _lead(session, lead_id)]}


async def _lead(session: AsyncSession, lead_id: int) -> Lead:
    lead = await session.get(Lead, lead_id, options=_WHOLE)
    if lead is None or lead.in_bin:
        raise HTTPException(404)
    return lead


@router.post("/leads", status_code=201, response_model=Outcome)
async def insert_leads(session: Session, caller: Caller, body: Body) -> Any:
    """Insert leads."""
    now = datetime.datetime.now(datetime.UTC)
    leads = [_new_lead(given, caller, now) for given in body.data]
    session.add_all(leads)
    await session.commit()
    return {"data": [Made(id=str(lead.id), created_time=now) for lead in leads]}


def _new_lead(given: LeadIn, caller: int, now: datetime.datetime) -> Lead:
    values = given.model_dump(exclude={"owner", "referred_by"})
    parts = (given.salutation, given.first_name, given.last_name)
    return Lead(
        **values,
        id=next(_ids),
        full_name=" ".join(part for part in parts if part),
        owner_id=given.owner.id if given.owner else caller,
        referred_by_id=given.referred_by.id if given.referred_by else None,
        created_by_id=caller,
        modified_by_id=caller,
        created_time=now,
        modified_time=now,
    )


@router.put("/leads", response_model=Outcome)
async def update_leads(session: Session, caller: Caller, body: Changes) -> Any:
    """Set what is given."""
    now = datetime.datetime.now(datetime.UTC)
    wanted = [given.id for given in body.data]
    found = {lead.id: lead for lead in await session.scalars(_by_id(wanted))}
    for given in body.data:
        changed = given.model_dump(exclude={"id"}, exclude_unset=True)
        for name, value in changed.items():
            setattr(found[given.id], name, value)
        found[given.id].modified_time, found[given.id].modified_by_id = now, caller
    await session.commit()
    return {"data": [Made(id=str(one), created_time=now) for one in wanted]}


def _by_id(ids: list[int]) -> Select[Lead]:
    return select(Lead).where(Lead.id.in_(ids), Lead.in_bin == 0)


@router.post("/leads/{lead_id}/clone", status_code=201, response_model=Outcome)
async def clone_lead(session: Session, _caller: Caller, lead_id: int) -> Any:
    """Insert a copy of a lead and of its visits."""
    source = await session.get(Lead, lead_id, options=(selectinload(Lead.visits),))
    if source is None:
        raise HTTPException(404)
    now = datetime.datetime.now(datetime.UTC)
    made = Lead(**_copied(source, now))
    made.visits = [Visit(**_copied(visit, now)) for visit in source.visits]
    session.add(made)
    await session.commit()
    return {"data": [Made(id=str(made.id), created_time=now)]}


def _copied(source: Base, now: datetime.datetime) -> dict[str, Any]:
    names = (column.key for column in inspect(type(source)).column_attrs)
    kept = {name: getattr(source, name) for name in names if name not in _NOT_CLONED}
    return kept | {"id": next(_ids), "created_time": now, "modified_time": now}


def service(url: str, schema: str) -> FastAPI:
    """Return the service over a database."""
    engine = _engine(url, schema)

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        await _add_users(engine)
        application.state.sessions = async_sessionmaker(engine, expire_on_commit=False)
        yield
        await engine.dispose()

    application = FastAPI(lifespan=lifespan)
    application.include_router(router)
    return application
