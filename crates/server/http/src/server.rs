//! The surface as one service.

use std::sync::Arc;

use axum::{Extension, Router, middleware};
use countersign_server_domain::{domain::Domain, ports::bus::BusListener};
use countersign_server_files::Depot;

use crate::{
    app::App,
    config::HttpConfig,
    console, cors, envelope,
    hub::Hub,
    identity::Local,
    letters,
    newest_pages::NewestPages,
    place, routes,
    throttle::{self, Throttle},
    tidy,
};

/// The API, the sockets and the console of one server.
#[derive(Clone)]
pub struct HttpServer {
    router: Router,
    local: Router,
    hub: Arc<Hub>,
}

impl HttpServer {
    /// Puts the surface together over a server's use cases and its files. From here on sockets hear what the server says.
    pub fn new(domain: Domain, files: Depot, config: HttpConfig) -> Self {
        // Before the sockets: who hears of something and asks must not get what was there before.
        let newest_pages = Arc::new(NewestPages::default());
        domain.subscribe(Arc::clone(&newest_pages) as Arc<dyn BusListener>);
        let hub = Arc::new(Hub::new(domain.clone(), &config));
        domain.subscribe(Arc::clone(&hub) as Arc<dyn BusListener>);
        let throttle = Arc::new(Throttle::new(domain.clone(), config.forwarders.clone()));
        domain.subscribe(Arc::clone(&throttle) as Arc<dyn BusListener>);
        let app = App::new(domain.clone(), files, Arc::clone(&hub), newest_pages, config);
        let api = routes::api().layer(middleware::from_fn_with_state(app.clone(), envelope::api));
        let site = console::pages()
            .merge(letters::pages())
            .merge(routes::outside())
            .layer(middleware::from_fn_with_state(app.clone(), envelope::site));
        let beside = routes::beside().layer(middleware::from_fn_with_state(app.clone(), envelope::api));
        let pages = Router::new()
            .nest("/api/v4", api.clone())
            .nest("/api", api)
            .merge(beside)
            .merge(site)
            .method_not_allowed_fallback(routes::nowhere)
            .with_state(app);
        let local = pages.clone().layer(Extension(Local));
        let pages = pages
            .layer(middleware::from_fn_with_state(domain.clone(), cors::share))
            .layer(middleware::from_fn_with_state(throttle, throttle::limit));
        // Around the router and not inside it: the address must be right before a page is looked for.
        let router =
            Router::new().fallback_service(pages).layer(middleware::from_fn_with_state(domain, place::translate));
        let router = router.layer(middleware::from_fn(tidy::tidy));
        Self { router, local, hub }
    }

    /// The service: for a listener, or for tests without one.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The same for whoever administers this machine, through a socket file that only he may open: every request is an
    /// administrator's, and none is limited.
    pub fn local_router(&self) -> Router {
        self.local.clone()
    }

    /// How many sockets are open now.
    pub fn open_sockets(&self) -> usize {
        self.hub.open_sockets()
    }

    /// Closes all sockets; apps take them up again elsewhere. New ones are closed at once.
    pub fn close_sockets(&self) {
        self.hub.close();
    }
}
